package dev.portcullis.control;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

class ImportDirectionTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.portcullis.control");

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.portcullis.control.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void what_everything_stands_on_knows_nothing_of_the_resources() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.portcullis.control.problem..",
                        "dev.portcullis.control.body..",
                        "dev.portcullis.control.page..",
                        "dev.portcullis.control.access..",
                        "dev.portcullis.control.precondition..",
                        "dev.portcullis.control.idempotency..",
                        "dev.portcullis.control.outbox..",
                        "dev.portcullis.control.topic..",
                        "dev.portcullis.control.revision..",
                        "dev.portcullis.control.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.portcullis.control.instance..",
                        "dev.portcullis.control.route..",
                        "dev.portcullis.control.rule..",
                        "dev.portcullis.control.authorization..",
                        "dev.portcullis.control.answer..",
                        "dev.portcullis.control.node..")
                .check(classes);
    }

    @Test
    void only_the_outbox_writes_to_the_config_topic() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackages("dev.portcullis.control.outbox..", "dev.portcullis.control.node..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.clients.producer..")
                .check(classes);
    }
}
