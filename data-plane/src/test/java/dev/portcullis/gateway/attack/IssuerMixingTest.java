package dev.portcullis.gateway.attack;

import dev.portcullis.model.PathPattern.Match;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@Row("issuer mixing")
class IssuerMixingTest {
    private static final String OTHER = "https://other.example";
    private static final String EXP = "\"exp\":" + (Stage.NOW_SECONDS + 3_600);

    @TestFactory
    Stream<DynamicTest> the_key_of_one_issuer_signs_nothing_of_another(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule("jr-1", Keys.jwk(keys.ec, "k1")),
                Rules.rule("jr-2", Keys.jwk(keys.attackerEc, "k1")).issuer(OTHER));
        String own = Jws.claims(EXP);
        String twin = Jws.sign(Jws.header("ES256", "k1"), own, "ES256", keys.ec);
        String otherTwin = Jws.sign(Jws.header("ES256", "k1"), Jws.claims(OTHER, EXP), "ES256", keys.attackerEc);
        List<String> issuers = List.of(
                Rules.ISSUER + "/",
                Rules.ISSUER + " ",
                Rules.ISSUER.toUpperCase(java.util.Locale.ROOT),
                Rules.ISSUER + "\\u0000",
                "issuer.example",
                "",
                Rules.ISSUER + "," + OTHER);
        Stream<DynamicTest> mixed = Stream.of("{\"alg\":\"ES256\"}", Jws.header("ES256", "k1"))
                .flatMap(header -> Stream.of(
                        scene.token("B signs as A", Jws.sign(header, own, "ES256", keys.attackerEc), twin),
                        scene.token(
                                "A signs as B",
                                Jws.sign(header, Jws.claims(OTHER, EXP), "ES256", keys.ec),
                                otherTwin)));
        Stream<DynamicTest> spelt = issuers.stream()
                .map(issuer -> scene.token(
                        "iss " + issuer,
                        Jws.sign(Jws.header("ES256", "k1"), Jws.claims(issuer, EXP), "ES256", keys.ec),
                        twin));
        Stream<DynamicTest> typed = Stream.of("[\"" + Rules.ISSUER + "\"]", "null", "1", "{\"a\":1}")
                .map(iss -> scene.token(
                        "iss " + iss,
                        Jws.sign(Jws.header("ES256", "k1"), "{\"iss\":" + iss + "," + EXP + "}", "ES256", keys.ec),
                        twin));
        return Stream.of(mixed, spelt, typed).flatMap(all -> all);
    }

    @TestFactory
    Stream<DynamicTest> a_rule_that_does_not_apply_here_admits_nobody_here(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule("jr-1", Keys.jwk(keys.ec, "k1")).blacklist(Match.PREFIX, "/admin"),
                Rules.rule("jr-2", Keys.jwk(keys.attackerEc, "k1"))
                        .issuer(OTHER)
                        .blacklist(Match.PREFIX, "/shop"),
                Rules.rule("jr-3", Keys.jwk(keys.ec384, "k3"))
                        .issuer("https://shadow.example")
                        .shadow(),
                Rules.rule("jr-4", Keys.jwk(keys.rsa, "k4"))
                        .issuer("https://off.example")
                        .disabled());
        String admin = Jws.sign(Jws.header("ES256", "k1"), Jws.claims(EXP), "ES256", keys.ec);
        String shop = Jws.sign(Jws.header("ES256", "k1"), Jws.claims(OTHER, EXP), "ES256", keys.attackerEc);
        String shadow =
                Jws.sign(Jws.header("ES384", "k3"), Jws.claims("https://shadow.example", EXP), "ES384", keys.ec384);
        String off = Jws.sign(Jws.header("RS256", "k4"), Jws.claims("https://off.example", EXP), "RS256", keys.rsa);
        return Stream.of(
                scene.token("the shop's token at admin", shop, admin),
                scene.pair(
                        "admin's token at the shop",
                        Scene.get("/shop", Scene.bearer(admin)),
                        Scene.get("/shop", Scene.bearer(shop)),
                        401),
                scene.token("a shadow rule's token", shadow, admin),
                scene.token("a disabled rule's token", off, admin));
    }

    @TestFactory
    Stream<DynamicTest> an_issuer_is_accepted_only_where_its_rule_looks_for_it(Scene scene) {
        Keys keys = scene.keys();
        scene.configure(
                Rules.rule("jr-1", Keys.jwk(keys.ec, "k1")),
                Rules.rule("jr-2", Keys.jwk(keys.attackerEc, "k1"))
                        .issuer(OTHER)
                        .query("access_token"));
        String header = Jws.sign(Jws.header("ES256", "k1"), Jws.claims(EXP), "ES256", keys.ec);
        String query = Jws.sign(Jws.header("ES256", "k1"), Jws.claims(OTHER, EXP), "ES256", keys.attackerEc);
        return Stream.of(
                scene.token("the query's issuer in the header", query, header),
                scene.pair(
                        "the header's issuer in the query",
                        Scene.get("/admin?access_token=" + header),
                        Scene.get("/admin?access_token=" + query),
                        401));
    }
}
