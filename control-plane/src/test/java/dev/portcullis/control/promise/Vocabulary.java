package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.promise.Step.Field;
import dev.portcullis.control.testing.Api;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What documents are made of: few words, so that they meet again, and some that are refused. */
final class Vocabulary {
    private static final String REFUSED = "! ";

    private static final Map<Kind, String> UNUSUAL =
            Map.of(Kind.INSTANCE, """
                    description "the first"
                    region "us"
                    labels {"z": "26"}
                    requestPolicy {"allowSemicolon": true, "allowEncodedSlash": true}
                    """, Kind.ROUTE, """
                    hosts ["first.example"]
                    paths [{"match": "EXACT", "value": "/first"}]
                    methods ["DELETE"]
                    upstream {"targets": [{"url": "http://127.0.0.1:8092", "weight": 7}], "stripPrefix": true}
                    """, Kind.RULE, """
                    sub "first"
                    audiences ["first"]
                    enforcement "SHADOW"
                    authorizationMode "BLACKLIST"
                    clockSkew 7
                    requireExpiration false
                    maxTokenLifetime 77
                    token {"key": "X-First", "prefix": "First", "passthrough": true}
                    """, Kind.AUTHORIZATION, """
                    host "first.example"
                    path {"match": "EXACT", "value": "/first;1"}
                    ignoreCase true
                    methods ["DELETE"]
                    """);

    private static final Map<Kind, String> FIELDS =
            Map.of(Kind.INSTANCE, """
                    description "what it is"
                    description null
                    region "eu"
                    ! region ""
                    labels {"a": "1"}
                    labels {"a": null, "b": "2"}
                    ! labels {"a": 1}
                    labels null
                    requestPolicy {"allowSemicolon": true}
                    requestPolicy {"allowSemicolon": null}
                    ! requestPolicy {"allowColon": true}
                    ! name null
                    ! nodes 3
                    """, Kind.ROUTE, """
                    hosts ["A.example"]
                    hosts ["a.example", "A.example", "*.b.example"]
                    ! hosts []
                    ! hosts ["a..b"]
                    hosts null
                    paths [{"match": "EXACT", "value": "/x"}]
                    ! paths [{"match": "REGEX", "value": "/x.*"}]
                    paths [{"match": "PREFIX", "value": "/s;x"}]
                    methods ["GET"]
                    ! methods ["GET", "POST", "GET"]
                    methods null
                    upstream {"preserveHost": true}
                    upstream {"targets": [{"url": "http://127.0.0.1:8091", "weight": 3}]}
                    ! upstream {"targets": [{"url": "ftp://127.0.0.1", "weight": 0}]}
                    name "rb"
                    ! name null
                    ! weight 1
                    """, Kind.RULE, """
                    enabled true
                    enabled false
                    enabled null
                    ! enabled "yes"
                    issuer "https://other.example"
                    ! issuer null
                    sub "service"
                    ! sub ""
                    sub null
                    audiences ["x"]
                    audiences ["y", "x"]
                    ! audiences []
                    ! audiences ["x", "x"]
                    enforcement "SHADOW"
                    ! enforcement "OFF"
                    enforcement null
                    authorizationMode "BLACKLIST"
                    ! authorizationMode null
                    clockSkew 5
                    clockSkew 300
                    ! clockSkew 301
                    clockSkew null
                    requireExpiration false
                    maxTokenLifetime 3600
                    ! maxTokenLifetime 0
                    maxTokenLifetime null
                    token {"passthrough": true}
                    token {"type": "COOKIE"}
                    token {"type": "QUERY", "prefix": null, "key": null}
                    token {"key": "X-Token"}
                    ! token {"place": "HEADER"}
                    token null
                    type "JWT"
                    ! type "OPAQUE"
                    name "ub"
                    ! name ""
                    ! audience "x"
                    ! audience null
                    """, Kind.AUTHORIZATION, """
                    host "A.example"
                    ! host "a..b"
                    host null
                    path {"value": "/b"}
                    path {"match": "EXACT", "value": "/c"}
                    path {"match": "REGEX", "value": "/[0-9]+"}
                    ! path {"match": "REGEX", "value": "("}
                    ! path {"match": "PREFIX", "value": "/a//b"}
                    path {"match": "PREFIX", "value": "/s;x"}
                    ! path null
                    ignoreCase true
                    ignoreCase null
                    ! ignoreCase 1
                    methods ["POST", "GET"]
                    ! methods ["FETCH"]
                    methods null
                    ! name "n"
                    """);

    private Vocabulary() {}

    /** Fields of documents of a kind. */
    static List<Field> good(Kind kind) {
        return fields(FIELDS, kind, line -> !line.startsWith(REFUSED));
    }

    /** Fields that are always refused. */
    static List<Field> bad(Kind kind) {
        return fields(FIELDS, kind, line -> line.startsWith(REFUSED));
    }

    /** A document of which little is as it would be by default. */
    static List<Field> unusual(Kind kind) {
        return fields(UNUSUAL, kind, line -> true);
    }

    private static List<Field> fields(Map<Kind, String> lines, Kind kind, Predicate<String> chosen) {
        return lines.getOrDefault(kind, "")
                .lines()
                .filter(chosen)
                .map(line -> line.replace(REFUSED, "").split(" ", 2))
                .map(words -> new Field(words[0], Json.of(words[1])))
                .toList();
    }

    /** The letter that names are made of. */
    static String letter(int name) {
        return String.valueOf((char) ('a' + name));
    }

    /** A document with what is required, and these fields. */
    static ObjectNode document(Kind kind, String name, List<Field> fields) {
        ObjectNode document = switch (kind) {
            case INSTANCE -> Json.object().put("name", name);
            case ROUTE ->
                Json.object("{\"upstream\": {\"targets\": [{\"url\": \"http://127.0.0.1:8090\"}]}}")
                        .put("name", "r" + name);
            case RULE ->
                Json.of(Map.of("jwks", Map.of("keys", List.of(Api.publicKey()))))
                        .put("name", "u" + name)
                        .put("issuer", "https://issuer.example")
                        .put("authorizationMode", "WHITELIST");
            case AUTHORIZATION -> Json.object("{\"path\": {\"match\": \"PREFIX\", \"value\": \"/a\"}}");
        };
        return with(document, fields.stream());
    }

    /** Only these fields. */
    static ObjectNode patch(List<Field> fields) {
        return with(Json.object(), fields.stream());
    }

    private static ObjectNode with(ObjectNode document, Stream<Field> fields) {
        fields.forEach(field -> document.set(field.name(), field.value()));
        return document;
    }
}
