package dev.portcullis.gateway.keys;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class KeysImportsTest {

    @Test
    void keys_know_nothing_of_the_rest_of_the_node() {
        JavaClasses ours = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.portcullis");

        classes()
                .that()
                .resideInAPackage("dev.portcullis.gateway.keys")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.portcullis.gateway.keys",
                        "dev.portcullis.gateway.client",
                        "dev.portcullis.policy.address",
                        "dev.portcullis.policy.jwk",
                        "dev.portcullis.policy.pattern",
                        "dev.portcullis.model",
                        "java..",
                        "javax.net.ssl..",
                        "io.vertx..",
                        "io.netty.channel",
                        "io.micrometer..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "org.slf4j..")
                .check(ours);
    }
}
