package dev.portcullis.gateway;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may use which. */
class ArchitectureTest {
    private static final String ROOT = "dev.portcullis.gateway";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void packages_depend_on_each_other_one_way() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("process")
                .definedBy(ROOT)
                .layer("request")
                .definedBy(ROOT + ".request")
                .layer("upstream")
                .definedBy(ROOT + ".upstream")
                .layer("admin")
                .definedBy(ROOT + ".admin")
                .layer("ruleset")
                .definedBy(ROOT + ".ruleset")
                .layer("feed")
                .definedBy(ROOT + ".feed")
                .layer("snapshot")
                .definedBy(ROOT + ".snapshot")
                .layer("keys")
                .definedBy(ROOT + ".keys")
                .layer("framing")
                .definedBy(ROOT + ".framing")
                .layer("logs")
                .definedBy(ROOT + ".logs")
                .layer("client")
                .definedBy(ROOT + ".client")
                .whereLayer("process")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("request")
                .mayOnlyBeAccessedByLayers("process")
                .whereLayer("upstream")
                .mayOnlyBeAccessedByLayers("process", "request")
                .whereLayer("admin")
                .mayOnlyBeAccessedByLayers("process", "request")
                .whereLayer("ruleset")
                .mayOnlyBeAccessedByLayers("process", "request", "admin")
                .whereLayer("feed")
                .mayOnlyBeAccessedByLayers("process", "ruleset", "admin", "snapshot")
                .whereLayer("snapshot")
                .mayOnlyBeAccessedByLayers("process")
                .whereLayer("keys")
                .mayOnlyBeAccessedByLayers("process", "ruleset")
                .whereLayer("logs")
                .mayOnlyBeAccessedByLayers("process")
                .whereLayer("framing")
                .mayOnlyBeAccessedByLayers("process", "request")
                .whereLayer("client")
                .mayOnlyBeAccessedByLayers("snapshot", "keys")
                .check(CLASSES);
    }

    @Test
    void no_package_depends_on_itself_through_others() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
