package dev.portcullis.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Every class of attacks on a node is tried; those on the management API are a test of the control plane. A test class that is named for one fails if it tries nothing or lets no twin through, so
 * it is enough that each has one.
 */
class AttackTableTest {
    private static final List<String> CLASSES = List.of(
            "unsecured tokens",
            "algorithm confusion",
            "embedded and remote keys",
            "kid abuse",
            "crit, b64, zip, JWE, nested, parts",
            "encoding",
            "ECDSA edges",
            "issuer mixing",
            "several tokens",
            "path confusion",
            "one form, and methods",
            "host confusion",
            "pattern escaping",
            "forged trust headers",
            "claim-header spoofing",
            "token leak",
            "request smuggling",
            "request smuggling, HTTP/2",
            "upgrades",
            "stale trust",
            "JWKS fetch",
            "no keys",
            "exhaustion");

    @Test
    void each_class_of_attacks_has_a_test_of_its_own() {
        List<String> tested = new ClassFileImporter()
                .importPackages(AttackTableTest.class.getPackageName()).stream()
                        .filter(type -> type.isAnnotatedWith(Row.class))
                        .map(AttackTableTest::row)
                        .toList();
        assertThat(tested).containsExactlyInAnyOrderElementsOf(CLASSES);
    }

    private static String row(JavaClass type) {
        return Objects.requireNonNull(type.getAnnotationOfType(Row.class)).value();
    }
}
