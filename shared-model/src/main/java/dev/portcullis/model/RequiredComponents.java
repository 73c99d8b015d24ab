package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson what the types say already: a component of a record must be there and not null, unless it is
 * {@code @Nullable}.
 */
final class RequiredComponents extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        RecordComponent component = componentOf(member);
        return component == null ? super.hasRequiredMarker(member) : Boolean.valueOf(!isNullable(component));
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        RecordComponent component = componentOf(annotated);
        return component == null || isNullable(component)
                ? super.findSetterInfo(annotated)
                : JsonSetter.Value.forValueNulls(Nulls.FAIL);
    }

    private static @Nullable RecordComponent componentOf(Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter)) {
            return null;
        }
        RecordComponent[] components = parameter.getDeclaringClass().getRecordComponents();
        boolean canonical = components != null
                && parameter.getOwner().getAnnotated() instanceof java.lang.reflect.Constructor<?> constructor
                && constructor.getParameterCount() == components.length;
        return canonical && components != null ? components[parameter.getIndex()] : null;
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
