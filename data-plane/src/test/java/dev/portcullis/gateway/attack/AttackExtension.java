package dev.portcullis.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands each test class its {@link Scene}. Node, upstream and the printed list are shared by all classes of the run. */
final class AttackExtension implements ParameterResolver, AfterAllCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(AttackExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Scene.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return scene(context);
    }

    private static Scene scene(ExtensionContext context) {
        Stage stage = context.getRoot().getStore(SPACE).computeIfAbsent(Stage.class, key -> new Stage(), Stage.class);
        Class<?> test = context.getRequiredTestClass();
        return context.getRoot()
                .getStore(SPACE)
                .computeIfAbsent(
                        test,
                        key -> new Scene(stage, test.getAnnotation(Row.class).value()),
                        Scene.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Scene scene = scene(context);
        assertThat(scene.tally().tried()).as("attacks tried").isPositive();
        assertThat(scene.tally().twins()).as("twins let through").isPositive();
        assertThat(scene.upstream().total())
                .as("requests at the upstream: only those that were expected there, however late")
                .isEqualTo(scene.expectedAtUpstream());
    }
}
