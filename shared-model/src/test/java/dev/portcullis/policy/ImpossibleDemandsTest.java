package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.model.JwsAlgorithm;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.RuleItem.RequiredClaim;
import dev.portcullis.policy.RuleWarning.Code;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is warned of, and beside it what differs only in that some token can have it. */
class ImpossibleDemandsTest {
    private static final String KEYCLOAK = "https://id.example/realms/shop";

    private static List<RuleWarning> warnings(Consumer<Samples.Rule> change) {
        Samples.Rule rule = new Samples.Rule(List.of(TestKeys.named("ec256").item("jr-1", Map.of())));
        change.accept(rule);
        return RuleWarnings.ofDemands(rule.item());
    }

    private static void warns(Code code, String words, Consumer<Samples.Rule> change) {
        assertThat(warnings(change)).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(code);
            assertThat(warning.message()).contains(words).hasSizeLessThan(400);
        });
    }

    private static void asks(Samples.Rule rule, RequiredClaim... claims) {
        rule.requiredClaims = List.of(claims);
    }

    private static RequiredClaim claim(String name, Object... anyOf) {
        return new RequiredClaim(List.of(name), List.of(anyOf));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.microsoftonline.com/{tenantid}/v2.0",
                "https://<domain>/",
                "https://${DOMAIN}/",
                "https://issuer.example/a b",
                ":issuer",
                "https://issuer.example/%zz"
            })
    void an_issuer_or_audience_with_a_colon_that_is_no_uri_is_warned_of(String name) {
        warns(Code.MATCHES_NO_TOKEN, "issuer \"" + name + "\"", rule -> rule.issuer = name);
        warns(Code.MATCHES_NO_TOKEN, "audiences[1] \"" + name + "\"", rule -> rule.audiences = List.of("a", name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
                "https://issuer.example/",
                "accounts.google.com",
                "testing@secure.istio.io",
                "urn:ietf:params:oauth",
                "api://0f2",
                "my client {1}",
                "https://bücher.example/"
            })
    void names_that_tokens_have_are_not(String name) {
        assertThat(warnings(rule -> rule.issuer = name)).isEmpty();
        assertThat(warnings(rule -> rule.audiences = List.of(name))).isEmpty();
    }

    @Test
    void spaces_around_an_issuer_or_audience_are_warned_of() {
        warns(Code.MATCHES_NO_TOKEN, "begins or ends with a space", rule -> rule.issuer = "https://issuer.example ");
        warns(Code.MATCHES_NO_TOKEN, "begins or ends with a space", rule -> rule.audiences = List.of(" orders"));
        assertThat(warnings(rule -> rule.audiences = List.of("the orders"))).isEmpty();
    }

    @Test
    void a_requirement_that_contradicts_the_rule_itself_is_warned_of() {
        warns(Code.MATCHES_NO_TOKEN, "another iss than issuer", rule -> asks(rule, claim("iss", "https://b.example")));
        assertThat(warnings(rule -> asks(rule, claim("iss", "https://b.example", rule.issuer))))
                .isEmpty();

        warns(Code.MATCHES_NO_TOKEN, "another sub than sub", rule -> {
            rule.sub = "alice";
            asks(rule, claim("sub", "bob"));
        });
        assertThat(warnings(rule -> asks(rule, claim("sub", "bob")))).isEmpty();

        warns(Code.MATCHES_NO_TOKEN, "aud is texts", rule -> {
            rule.audiences = List.of("a");
            asks(rule, claim("aud", 7));
        });
        assertThat(warnings(rule -> {
                    rule.audiences = List.of("a");
                    asks(rule, claim("aud", "b"));
                }))
                .isEmpty();
    }

    @Test
    void a_time_that_is_no_number_and_a_path_into_what_is_no_object_are_warned_of() {
        for (String time : List.of("exp", "nbf", "iat")) {
            warns(Code.MATCHES_NO_TOKEN, time + " is a number", rule -> asks(rule, claim(time, "1", true)));
            assertThat(warnings(rule -> asks(rule, claim(time, 1)))).isEmpty();
        }
        RequiredClaim path = new RequiredClaim(List.of("iss", "host"), List.of("a"));
        warns(Code.MATCHES_NO_TOKEN, "iss is no object", rule -> asks(rule, path));
        assertThat(warnings(rule -> asks(rule, new RequiredClaim(List.of("cnf", "jkt"), List.of("a")))))
                .isEmpty();
    }

    @Test
    void values_that_no_element_of_a_list_in_one_text_can_be_are_warned_of() {
        for (String name : List.of("scope", "scp", "scopes")) {
            warns(Code.MATCHES_NO_TOKEN, "\"read write\"", rule -> asks(rule, claim(name, "admin", "read write")));
            assertThat(warnings(rule -> asks(rule, claim(name, "read", "write"))))
                    .isEmpty();
        }
        warns(Code.MATCHES_NO_TOKEN, "split at \",\"", rule -> asks(rule, separated("a,b")));
        warns(Code.MATCHES_NO_TOKEN, "1", rule -> asks(rule, separated(1)));
        warns(Code.MATCHES_NO_TOKEN, "\"\"", rule -> asks(rule, separated("")));
        assertThat(warnings(rule -> asks(rule, separated("a b")))).isEmpty();
        assertThat(warnings(rule -> asks(rule, claim("roles", "a,b", "", 1)))).isEmpty();
    }

    private static RequiredClaim separated(Object value) {
        return new RequiredClaim(List.of("roles"), List.of(value), ",");
    }

    @Test
    void algorithms_that_no_inline_key_can_do_are_warned_of() {
        warns(
                Code.MATCHES_NO_TOKEN,
                "(expected: one of ES256)",
                rule -> rule.algorithms = List.of(JwsAlgorithm.RS256, JwsAlgorithm.ES384));
        assertThat(warnings(rule -> rule.algorithms = List.of(JwsAlgorithm.RS256, JwsAlgorithm.ES256)))
                .isEmpty();
        assertThat(warnings(rule -> {
                    rule.keys = new KeySource.JwksUri("https://keys.example/", KeySource.KeyFetch.PLAIN);
                    rule.algorithms = List.of(JwsAlgorithm.RS256);
                }))
                .isEmpty();
        assertThat(warnings(rule -> {
                    rule.keys =
                            new KeySource.Inline(List.of(TestKeys.named("hs256").item("jr-1", Map.of())));
                    rule.algorithms = List.of(JwsAlgorithm.HS256);
                }))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            realm_access.roles               | ["realm_access", "roles"]
            resource_access.my-app.roles     | ["resource_access", "my-app", "roles"]
            resource_access.my.app.roles     | ["resource_access", "my.app", "roles"]
            kubernetes.io.serviceaccount.uid | ["kubernetes.io", "serviceaccount", "uid"]
            address.country                  | ["address", "country"]
            firebase.tenant                  | ["firebase", "tenant"]
            """)
    void a_dotted_name_of_what_is_known_to_be_an_object_is_warned_of(String name, String path) {
        warns(Code.CLAIM_IS_NESTED, path, rule -> asks(rule, claim(name, "a")));
        warns(
                Code.CLAIM_IS_NESTED,
                path,
                rule -> rule.claimsToHeaders = List.of(new RuleItem.ClaimHeader(List.of(name), "X-Claim")));
    }

    @Test
    void a_dotted_name_is_warned_of_where_keycloak_nests_it_and_may_be_a_name_elsewhere() {
        warns(Code.CLAIM_IS_NESTED, "[\"shop\", \"level\"]", rule -> {
            rule.issuer = KEYCLOAK;
            asks(rule, claim("shop.level", "a"));
        });
        assertThat(warnings(rule -> asks(rule, claim("shop.level", "a")))).isEmpty();
        for (String name : List.of("https://shop.example/roles", "kubernetes.io", "roles", "urn:x.y:z")) {
            assertThat(warnings(rule -> {
                        rule.issuer = KEYCLOAK;
                        asks(rule, claim(name, "a"));
                    }))
                    .isEmpty();
        }
        assertThat(warnings(rule -> {
                    rule.issuer = KEYCLOAK;
                    asks(rule, new RequiredClaim(List.of("realm_access", "roles"), List.of("a")));
                }))
                .isEmpty();
    }
}
