package dev.portcullis.chaos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackagesTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.portcullis.chaos");

    @Test
    void the_checker_and_the_model_know_histories_only() {
        classes()
                .that()
                .resideInAnyPackage("dev.portcullis.chaos.check", "dev.portcullis.chaos.model")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.portcullis.chaos.check",
                        "dev.portcullis.chaos.model",
                        "dev.portcullis.chaos.history",
                        "com.fasterxml.jackson.annotation",
                        "org.jspecify..",
                        "java..")
                .check(classes);
    }

    @Test
    void the_system_under_test_is_started_and_never_called() {
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

    @Test
    void what_is_done_to_the_system_stands_above_the_system() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.portcullis.chaos.cluster", "dev.portcullis.chaos.workload")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.portcullis.chaos.nemesis")
                .check(classes);
    }
}
