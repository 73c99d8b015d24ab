package dev.portcullis.control.document;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Every form in which a field of the contract may be given, and the one in which it is answered. */
final class WrittenForms {
    private static final String EC =
            "{\"kty\":\"EC\",\"kid\":\"a\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";
    private static final String SET = "{\"keys\":[" + EC + "]}";

    private WrittenForms() {}

    /**
     * @param given fields of a document; null: absent
     * @param normal the same as they are answered
     */
    record Form(String given, String normal) {}

    private static Form same(String field) {
        return new Form("{" + field + "}", "{" + field + "}");
    }

    private static Form form(String given, String normal) {
        return new Form("{" + given + "}", "{" + normal + "}");
    }

    enum Kind {
        INSTANCE("InstanceWrite", "instances", "{}", instance()),
        ROUTE("RouteWrite", "routes", "{\"upstream\":{\"targets\":[{\"url\":\"http://127.0.0.1:8090\"}]}}", route()),
        RULE(
                "RuleWrite",
                "rules",
                "{\"issuer\":\"https://issuer.example\",\"authorizationMode\":\"WHITELIST\",\"jwks\":" + SET + "}",
                rule()),
        AUTHORIZATION(
                "AuthorizationWrite",
                "authorizations",
                "{\"path\":{\"match\":\"PREFIX\",\"value\":\"/\"}}",
                authorization());

        private final String schema;
        private final String collection;
        private final String base;
        private final List<List<Form>> forms;

        Kind(String schema, String collection, String base, List<List<Form>> forms) {
            this.schema = schema;
            this.collection = collection;
            this.base = base;
            this.forms = forms;
        }

        String schema() {
            return schema;
        }

        String collection() {
            return collection;
        }

        String base() {
            return base;
        }

        List<List<Form>> forms() {
            return forms;
        }

        boolean isPartOf(Kind parent) {
            return this == AUTHORIZATION && parent == RULE;
        }
    }

    private static List<List<Form>> instance() {
        return List.of(
                List.of(
                        same("\"description\":\"a\\nb\\tc\""),
                        same("\"description\":\"\""),
                        form("\"description\":null", "\"description\":null")),
                List.of(same("\"region\":\"eu-1\""), form("\"region\":null", "\"region\":null")),
                List.of(
                        same("\"labels\":{\"a\":\"\",\"b.c/d\":\"x y\"}"),
                        form("\"labels\":{\"a\":null,\"b\":\"c\"}", "\"labels\":{\"b\":\"c\"}"),
                        form("\"labels\":null", "\"labels\":{}"),
                        same("\"labels\":{}")),
                List.of(
                        form("\"requestPolicy\":null", policy(false, false, false)),
                        form("\"requestPolicy\":{}", policy(false, false, false)),
                        form("\"requestPolicy\":{\"allowSemicolon\":true}", policy(false, true, false)),
                        same(policy(true, true, true))),
                // Made by the server unless it is given, and then never changed.
                List.of(form("\"id\":null", "\"revision\":1")));
    }

    private static String policy(boolean slash, boolean semicolon, boolean empty) {
        return "\"requestPolicy\":{\"allowEncodedSlash\":" + slash + ",\"allowSemicolon\":" + semicolon
                + ",\"allowEmptySegments\":" + empty + "}";
    }

    private static List<Form> methods() {
        return List.of(
                form("\"methods\":null", "\"methods\":null"),
                same("\"methods\":[\"POST\",\"GET\"]"),
                same("\"methods\":[\"GET\",\"HEAD\",\"OPTIONS\",\"TRACE\",\"PATCH\",\"DELETE\",\"PUT\",\"POST\"]"));
    }

    private static List<List<Form>> route() {
        return List.of(
                List.of(
                        form("\"hosts\":null", "\"hosts\":[\"*\"]"),
                        form(
                                "\"hosts\":[\"API.Example.\",\"*.Example.com\",\"b\\u00fccher.test\",\"10.0.0.1\",\"2001:DB8:0::1\"]",
                                "\"hosts\":[\"api.example\",\"*.example.com\",\"xn--bcher-kva.test\",\"10.0.0.1\",\"2001:db8::1\"]"),
                        form("\"hosts\":[\"b\",\"a\",\"B\"]", "\"hosts\":[\"b\",\"a\"]")),
                List.of(
                        form("\"paths\":null", "\"paths\":[{\"match\":\"PREFIX\",\"value\":\"/\"}]"),
                        same(
                                "\"paths\":[{\"match\":\"EXACT\",\"value\":\"/caf\\u00e9 au lait\"},{\"match\":\"PREFIX\",\"value\":\"/b/\"},{\"match\":\"PREFIX\",\"value\":\"/a\"}]")),
                methods(),
                List.of(
                        form(
                                "\"upstream\":{\"targets\":[{\"url\":\"http://127.0.0.1:8090\"}]}",
                                "\"upstream\":{\"targets\":[{\"url\":\"http://127.0.0.1:8090\",\"weight\":1}],\"preserveHost\":false,\"stripPrefix\":false}"),
                        same(
                                "\"upstream\":{\"targets\":[{\"url\":\"http://b.example:8090\",\"weight\":1000},{\"url\":\"https://a.example:443\",\"weight\":2}],\"preserveHost\":true,\"stripPrefix\":true}")));
    }

    private static List<List<Form>> authorization() {
        return List.of(
                List.of(
                        form("\"host\":null", "\"host\":\"*\""),
                        form("\"host\":\"*.B\\u00fccher.Test\"", "\"host\":\"*.xn--bcher-kva.test\""),
                        form("\"host\":\"2001:DB8::0\"", "\"host\":\"2001:db8::\"")),
                List.of(
                        same("\"path\":{\"match\":\"EXACT\",\"value\":\"/A b\"}"),
                        same("\"path\":{\"match\":\"PREFIX\",\"value\":\"/a/\"}"),
                        same("\"path\":{\"match\":\"REGEX\",\"value\":\"/q\\\\?b|/[a-z]+\"}")),
                List.of(form("\"ignoreCase\":null", "\"ignoreCase\":false"), same("\"ignoreCase\":true")),
                methods());
    }

    private static List<List<Form>> rule() {
        return List.of(
                List.of(form("\"enabled\":null", "\"enabled\":false"), same("\"enabled\":true")),
                List.of(form("\"type\":null", "\"type\":\"JWT\""), same("\"type\":\"JWT\"")),
                List.of(same("\"issuer\":\"https://issuer.example/\""), same("\"issuer\":\"Me \\u00e9\"")),
                List.of(form("\"sub\":null", "\"sub\":null"), same("\"sub\":\"alice\"")),
                List.of(form("\"audiences\":null", "\"audiences\":null"), same("\"audiences\":[\"b\",\"a\",\"B\"]")),
                List.of(
                        form("\"enforcement\":null", "\"enforcement\":\"ENFORCE\""),
                        same("\"enforcement\":\"SHADOW\"")),
                keys(),
                token(),
                List.of(same("\"authorizationMode\":\"BLACKLIST\""), same("\"authorizationMode\":\"WHITELIST\"")),
                List.of(form("\"clockSkew\":null", "\"clockSkew\":60"), same("\"clockSkew\":0")),
                List.of(
                        form("\"requireExpiration\":null", "\"requireExpiration\":true"),
                        same("\"requireExpiration\":false")),
                List.of(
                        form("\"maxTokenLifetime\":null", "\"maxTokenLifetime\":null"),
                        same("\"maxTokenLifetime\":3153600000")),
                List.of(
                        form("\"allowedAlgorithms\":null", "\"allowedAlgorithms\":null"),
                        same("\"allowedAlgorithms\":[\"ES256\",\"EdDSA\",\"Ed25519\",\"ML-DSA-44\"]")),
                requiredClaims(),
                List.of(
                        form("\"claimsToHeaders\":null", "\"claimsToHeaders\":null"),
                        form(
                                "\"claimsToHeaders\":[{\"claim\":\"sub\",\"header\":\"X-user\"},{\"claim\":[\"a\",\"b.c\"],\"header\":\"x_b\"}]",
                                "\"claimsToHeaders\":[{\"claim\":[\"sub\"],\"header\":\"X-user\"},{\"claim\":[\"a\",\"b.c\"],\"header\":\"x_b\"}]")));
    }

    private static List<Form> keys() {
        String spaced = EC.replace("f83OJ3", "f83 OJ\\n3");
        String secret = "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"c2VjcmV0LXRoYXQtbm9ib2R5LXNoYWxsLWV2ZXItc2VlLWhlcmU\"}";
        return List.of(
                same("\"jwks\":" + SET),
                form("\"jwks\":" + text(SET), "\"jwks\":" + SET),
                form("\"jwks\":{\"keys\":[" + spaced + "]}", "\"jwks\":" + SET),
                same("\"jwks\":{\"keys\":["
                        + EC.replace("\"kid\"", "\"note\":{\"b\":[1,true,null],\"a\":\"x\"},\"kid\"") + "]}"),
                form("\"jwks\":{\"keys\":[" + secret + "]}", "\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"kid\":\"s\"}]}"),
                form(
                        "\"jwks\":null,\"jwksUri\":\"https://keys.example/jwks\"",
                        "\"jwks\":null,\"jwksUri\":\"https://keys.example/jwks\",\"discovery\":null,\"keyFetch\":null"),
                form(
                        "\"jwks\":null,\"discovery\":false,\"jwksUri\":\"https://Keys.example:443/jwks?a=b\"",
                        "\"jwksUri\":\"https://Keys.example:443/jwks?a=b\",\"discovery\":null"),
                form(
                        "\"jwks\":null,\"jwksUri\":\"https://keys.example/jwks\",\"keyFetch\":{\"headers\":[{\"name\":\"x-Key\",\"value\":\"secret\"}]}",
                        "\"keyFetch\":{\"headers\":[{\"name\":\"x-Key\"}]}"),
                form(
                        "\"jwks\":null,\"jwksUri\":\"https://keys.example/jwks\",\"keyFetch\":{\"caCertificates\":"
                                + text("ours\n" + pem().replace("\n", "\r\n")) + "}",
                        "\"keyFetch\":{\"caCertificates\":" + text(pem()) + "}"),
                form(
                        "\"jwks\":null,\"issuer\":\"https://issuer.example/a\",\"discovery\":true",
                        "\"jwks\":null,\"discovery\":true,\"jwksUri\":null"));
    }

    private static String pem() {
        try (InputStream pem = WrittenForms.class.getResourceAsStream("/fetch/ca-a.pem")) {
            return new String(Objects.requireNonNull(pem).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String text) {
        return TextNode.valueOf(text).toString();
    }

    private static List<Form> token() {
        String usual = "{\"type\":\"HEADER\",\"key\":\"Authorization\",\"prefix\":\"Bearer\",\"passthrough\":false}";
        return List.of(
                form("\"token\":null", "\"token\":" + usual),
                form("\"token\":{}", "\"token\":" + usual),
                same("\"token\":{\"type\":\"HEADER\",\"key\":\"authorization\",\"prefix\":\"\",\"passthrough\":true}"),
                form(
                        "\"token\":{\"key\":\"X-Token\"}",
                        "\"token\":{\"type\":\"HEADER\",\"key\":\"X-Token\",\"prefix\":\"\",\"passthrough\":false}"),
                form(
                        "\"token\":{\"type\":\"QUERY\"}",
                        "\"token\":{\"type\":\"QUERY\",\"key\":\"access_token\",\"passthrough\":false}"),
                form(
                        "\"token\":{\"type\":\"COOKIE\",\"key\":\"sid\",\"prefix\":\"\"}",
                        "\"token\":{\"type\":\"COOKIE\",\"key\":\"sid\",\"passthrough\":false}"));
    }

    private static List<Form> requiredClaims() {
        return List.of(
                form("\"requiredClaims\":null", "\"requiredClaims\":null"),
                form(
                        "\"requiredClaims\":[{\"claim\":\"scope\",\"anyOf\":[\"b\",\"a\",\"b\"]}]",
                        "\"requiredClaims\":[{\"claim\":[\"scope\"],\"anyOf\":[\"b\",\"a\",\"b\"]}]"),
                same(
                        "\"requiredClaims\":[{\"claim\":[\"a\",\"b.c\"],\"anyOf\":[\"\",true,false,0,-7,9007199254740993]}]"),
                form(
                        "\"requiredClaims\":[{\"claim\":[\"n\"],\"anyOf\":[1.0,1e2,0.50,-0.0]}]",
                        "\"requiredClaims\":[{\"claim\":[\"n\"],\"anyOf\":[1,100,0.5,0]}]"),
                same("\"requiredClaims\":[{\"claim\":[\"groups\"],\"anyOf\":[\"x\"],\"separator\":\", \"}]"),
                form(
                        "\"requiredClaims\":[{\"claim\":[\"n\"],\"anyOf\":[0.5],\"separator\":null}]",
                        "\"requiredClaims\":[{\"claim\":[\"n\"],\"anyOf\":[0.5]}]"));
    }
}
