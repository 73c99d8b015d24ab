package dev.portcullis.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.portcullis.control.explain.ExplainResource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EveryOperationHasARoleTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.portcullis.control");

    private List<JavaMethod> operations() {
        List<JavaMethod> operations = classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isMetaAnnotatedWith(HttpMethod.class))
                .toList();
        assertThat(operations).hasSizeGreaterThan(20);
        return operations;
    }

    @Test
    void every_operation_names_the_roles_that_may_call_it() {
        assertThat(operations()).allSatisfy(operation -> {
            assertThat(operation.isAnnotatedWith(RolesAllowed.class)).isTrue();
            assertThat(Set.of(Role.VIEWER, Role.EDITOR, Role.ADMIN))
                    .containsAll(List.of(
                            operation.getAnnotationOfType(RolesAllowed.class).value()));
        });
    }

    @Test
    void only_reading_is_open_to_viewers() {
        assertThat(operations()).allSatisfy(operation -> {
            boolean isForViewers = List.of(
                            operation.getAnnotationOfType(RolesAllowed.class).value())
                    .contains(Role.VIEWER);
            // A question that does not fit into a URL.
            boolean asks = operation.getOwner().isEquivalentTo(ExplainResource.class);
            assertThat(isForViewers).isEqualTo(asks || operation.isAnnotatedWith(jakarta.ws.rs.GET.class));
        });
    }

    @Test
    void every_operation_below_an_instance_names_it_as_the_scope_expects() {
        assertThat(operations()).allSatisfy(operation -> {
            String path = operation.getOwner().getAnnotationOfType(Path.class).value()
                    + (operation.isAnnotatedWith(Path.class)
                            ? "/" + operation.getAnnotationOfType(Path.class).value()
                            : "");
            assertThat(path).matches("/api/v1/instances(/\\{" + InstanceScope.INSTANCE_ID + "}.*)?");
        });
    }
}
