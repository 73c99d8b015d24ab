package dev.portcullis.e2e;

import static dev.portcullis.e2e.Caller.bearer;
import static dev.portcullis.e2e.Management.path;

import dev.portcullis.model.JwsAlgorithm;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a rule asks for a token, and where it does not. */
@ExtendWith(OnRunningSystem.class)
class ConditionsTest {
    private final Management management;
    private final Caller caller;
    private final Signer signer;

    ConditionsTest(RunningSystem system) throws Exception {
        management = system.management();
        caller = new Caller(system);
        signer = Signer.of(JwsAlgorithm.ES256, "key-1");
    }

    @Test
    void a_blacklist_asks_only_where_a_condition_matches() throws Exception {
        String rule = management.createRule(Management.ruleFor(signer, Map.of("authorizationMode", "BLACKLIST")));
        caller.isLetIn("/admin");

        management.createAuthorization(rule, path("PREFIX", "/admin"));
        management.createAuthorization(rule, path("EXACT", "/settings"));

        caller.isDenied("/admin/users", "TOKEN_MISSING");
        caller.isDenied("/settings", "TOKEN_MISSING");
        caller.isLetIn("/settings/mine");
        caller.isLetIn("/administration");
        caller.isLetIn("/admin/users", bearer(signer.token()));
    }

    @Test
    void a_regular_expression_matches_the_whole_path() throws Exception {
        String rule = management.createRule(Management.ruleFor(signer, Map.of()));
        management.createAuthorization(rule, path("REGEX", "/img/[a-z]+\\.png"));
        caller.isLetIn("/img/cat.png");
        caller.isDenied("/img/cat.png/secret", "TOKEN_MISSING");
        caller.isDenied("/img/catxpng", "TOKEN_MISSING");
    }

    @Test
    void a_condition_of_a_host_holds_for_that_host_alone() throws Exception {
        String rule = management.createRule(Management.ruleFor(signer, Map.of()));
        management.createAuthorization(
                rule, Map.of("host", "*.open.example", "path", Map.of("match", "PREFIX", "value", "/")));
        caller.isLetIn("/", host("www.open.example"));
        caller.isLetIn("/", host("A.B.OPEN.example.:8443"));
        caller.isDenied("/", "TOKEN_MISSING", host("open.example"));
        caller.isDenied("/", "TOKEN_MISSING", host("www.closed.example"));
    }

    @Test
    void a_condition_that_is_deleted_holds_no_more() throws Exception {
        String rule = management.createRule(Management.ruleFor(signer, Map.of()));
        String condition = management.createAuthorization(rule, path("PREFIX", "/public"));
        caller.isLetIn("/public");
        management.deleteAuthorization(rule, condition);
        caller.isDenied("/public", "TOKEN_MISSING");
    }

    @Test
    void a_token_of_any_applying_rule_will_do_and_its_keys_count_for_its_own_issuer_only() throws Exception {
        Signer other = Signer.of(JwsAlgorithm.ES256, "key-2");
        management.createRule(Management.ruleFor(signer, Map.of()));
        management.createRule(Management.ruleFor(other, Map.of()));
        caller.isLetIn("/", bearer(signer.token()));
        caller.isLetIn("/", bearer(other.token()));
        caller.isDenied("/", "KEY_NOT_FOUND", bearer(signer.token(Map.of("iss", other.issuer()))));
        caller.isDenied("/", "ISSUER_UNKNOWN", bearer(signer.token(Map.of("iss", "nobody"))));
    }

    private static UnaryOperator<RequestSpecification> host(String host) {
        return request -> request.header("Host", host);
    }
}
