package dev.portcullis.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.portcullis.local");

    @Test
    void the_commands_stand_on_the_packages_below_them_and_never_the_other_way() {
        noClasses()
                .that()
                .resideInAPackage("dev.portcullis.local.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.portcullis.local")
                .check(classes);
    }

    @Test
    void the_planes_are_started_and_never_called() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.portcullis.control..",
                        "dev.portcullis.gateway..",
                        "dev.portcullis.model..",
                        "dev.portcullis.policy..")
                .check(classes);
    }
}
