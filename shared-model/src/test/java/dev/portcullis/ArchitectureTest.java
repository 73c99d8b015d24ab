package dev.portcullis;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Which package may know which: policy → model and secret, and none of them a framework, a socket or a file. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                    "dev.portcullis.model", "dev.portcullis.secret", "dev.portcullis.policy", "dev.portcullis.fault");

    @Test
    void the_module_knows_no_framework() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.portcullis.model..",
                        "dev.portcullis.secret..",
                        "dev.portcullis.policy..",
                        "dev.portcullis.fault..",
                        "java..",
                        "javax.crypto..",
                        "com.fasterxml.jackson..",
                        "com.google.re2j..",
                        "com.amazon.corretto.crypto.provider..",
                        "org.jspecify.annotations..")
                .check(MAIN);
    }

    @Test
    void nothing_opens_sockets_files_or_threads_or_reads_the_clock() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(?!(IDN|URI|URISyntaxException|InetAddress)$).*|java\\.nio\\.(file|channels)\\..*|java\\.io\\.File.*")
                .check(MAIN);
        // Everything else that makes an address asks a resolver.
        noClasses()
                .should()
                .callMethodWhere(target(owner(equivalentTo(InetAddress.class)))
                        .and(target(nameMatching("(?!ofLiteral$|getAddress$).*"))))
                .check(MAIN);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(MAIN);
        noClasses().should().callMethod(System.class, "nanoTime").check(MAIN);
        noClasses().should().callMethod(java.time.Instant.class, "now").check(MAIN);
    }

    @Test
    void the_model_knows_neither_secrets_nor_policy_and_secrets_know_nobody() {
        noClasses()
                .that()
                .resideInAPackage("dev.portcullis.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.portcullis.secret..", "dev.portcullis.policy..")
                .check(MAIN);
        noClasses()
                .that()
                .resideInAPackage("dev.portcullis.secret..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.portcullis.model..", "dev.portcullis.policy..")
                .check(MAIN);
    }

    @Test
    void the_parts_of_policy_do_not_know_the_whole() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.portcullis.policy.address..",
                        "dev.portcullis.policy.jwk..",
                        "dev.portcullis.policy.token..",
                        "dev.portcullis.policy.pattern..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.portcullis.policy")
                .check(MAIN);
        slices().matching("dev.portcullis.(**)").should().beFreeOfCycles().check(MAIN);
    }
}
