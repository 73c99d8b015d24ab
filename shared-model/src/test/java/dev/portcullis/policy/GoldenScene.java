package dev.portcullis.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.model.AuthorizationItem;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.ConfigItem;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.WireJson;
import dev.portcullis.policy.jwk.CryptoProviders;
import dev.portcullis.policy.jwk.KeyCompiler;
import dev.portcullis.policy.jwk.KeyTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a golden file, compiled, and its tokens, signed.
 *
 * <p>Rules, conditions and routes are wire JSON in which members that have a usual value may be left out. {@code keys} of a
 * rule are names of {@link TestKeys}, or objects with {@code key} as the name and members to change; {@code published} are
 * the same at a URL, and null if they never arrived. In a token's texts {@code NOW+n} and {@code NOW-n} stand for seconds.
 * In header values and targets <code>{name}</code> stands for a token, and <code>{%name}</code> for the same with its dots
 * percent-encoded. With {@code headersFail} the fields of a request cannot be read.
 */
final class GoldenScene {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DEFAULT_CLAIMS = "{\"iss\":\"https://issuer.example\",\"exp\":NOW+600}";

    private final RuleSet rules;
    private final Explainer explainer;
    private final RequestPolicy policy;
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, KeyTable> published = new HashMap<>();
    private final long nowMillis;

    GoldenScene(JsonNode document) {
        List<RuleItem> ruleItems = new ArrayList<>();
        document.withArray("rules").forEach(rule -> ruleItems.add(rule(rule)));
        List<AuthorizationItem> conditions = new ArrayList<>();
        document.withArray("conditions")
                .forEach(condition -> conditions.add((AuthorizationItem) item(
                        condition,
                        "AUTHORIZATION",
                        "{\"ruleId\":\"jr-1\",\"authorizationId\":\"az-" + conditions.size()
                                + "\",\"host\":\"*\",\"ignoreCase\":false}")));
        List<RouteItem> routes = new ArrayList<>();
        document.withArray("routes")
                .forEach(
                        route -> routes.add(
                                (RouteItem)
                                        item(
                                                route,
                                                "ROUTE",
                                                "{\"routeId\":\"rt-" + routes.size()
                                                        + "\",\"name\":\"r\",\"hosts\":[\"*\"],"
                                                        + "\"paths\":[{\"match\":\"PREFIX\",\"value\":\"/\"}],\"upstream\":{\"targets\":"
                                                        + "[{\"url\":\"http://u:1\",\"weight\":1}],\"preserveHost\":false,\"stripPrefix\":false}}")));
        if (routes.isEmpty()) {
            routes.add(Samples.catchAll());
        }
        JsonNode requestPolicy = document.path("requestPolicy");
        policy = new RequestPolicy(
                requestPolicy.path("allowEncodedSlash").asBoolean(),
                requestPolicy.path("allowSemicolon").asBoolean(),
                requestPolicy.path("allowEmptySegments").asBoolean());
        nowMillis = Samples.NOW_MILLIS + document.path("nowOffsetMillis").asLong();
        ConfigImage image = Samples.image(ruleItems, conditions, routes, policy);
        RuleSetCompiler compiler =
                new RuleSetCompiler(Samples.SECRETS, (rule, source) -> new PublishedKeys(published.get(rule.ruleId())));
        rules = compiler.compile(image, null);
        explainer = Explainer.of(image, compiler, null);
        document.path("tokens").properties().forEach(token -> tokens.put(token.getKey(), token(token.getValue())));
    }

    private RuleItem rule(JsonNode node) {
        ObjectNode rule = node.deepCopy();
        String id = rule.path("ruleId").asText("jr-1");
        JsonNode names = rule.remove("keys");
        JsonNode publishedNames = rule.remove("published");
        RuleItem defaults = new Samples.Rule(List.of()).item();
        ObjectNode merged = (ObjectNode) parse(new String(WireJson.write(defaults), StandardCharsets.UTF_8));
        merged.put("ruleId", id);
        merged.setAll(rule);
        KeySource keys;
        if (publishedNames == null) {
            keys = new KeySource.Inline(
                    keys(names == null ? JSON.createArrayNode().add("ec256") : names, id));
        } else {
            keys = new KeySource.JwksUri("https://keys.example/jwks", KeySource.KeyFetch.PLAIN);
            if (!publishedNames.isNull()) {
                KeyCompiler compiler = new KeyCompiler(Samples.SECRETS, CryptoProviders.nativeFirst());
                published.put(id, new KeyTable(compiler.compile(keys(publishedNames, id), "demo/rule/" + id)));
            }
        }
        merged.set("keys", JSON.valueToTree(keys));
        return (RuleItem) WireJson.readItem(merged.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What a node has of a published set. */
    private record PublishedKeys(@Nullable KeyTable current) implements RemoteKeySet {
        @Override
        public CompletionStage<@Nullable Void> refetchForUnknownKid() {
            return CompletableFuture.completedStage(null);
        }
    }

    private static List<JwkItem> keys(JsonNode names, String ruleId) {
        List<JwkItem> keys = new ArrayList<>();
        names.forEach(name -> keys.add(key(name, ruleId)));
        return keys;
    }

    @SuppressWarnings("unchecked")
    private static JwkItem key(JsonNode name, String ruleId) {
        if (name.isTextual()) {
            return TestKeys.named(name.asText()).item(ruleId, Map.of());
        }
        ObjectNode changes = name.deepCopy();
        String key = changes.remove("key").asText();
        String sealedFor =
                changes.has("sealedFor") ? changes.remove("sealedFor").asText() : ruleId;
        return TestKeys.named(key).item(sealedFor, JSON.convertValue(changes, Map.class));
    }

    private static ConfigItem item(JsonNode node, String kind, String defaults) {
        ObjectNode merged = (ObjectNode) parse(defaults);
        merged.put("kind", kind).put("instanceId", "demo");
        merged.setAll((ObjectNode) node);
        return WireJson.readItem(merged.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String token(JsonNode node) {
        if (node.has("text")) {
            return node.get("text").asText();
        }
        String key = node.path("key").asText("ec256");
        String algorithm = node.path("signedAs").asText(usualAlgorithm(key));
        String header = node.has("header")
                ? text(node.get("header"))
                : "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key + "\"}";
        String claims = node.has("claims") ? text(node.get("claims")) : DEFAULT_CLAIMS;
        String token = TestKeys.named(key).token(algorithm, withTimes(header), withTimes(claims));
        if (node.has("signature")) {
            token = token.substring(0, token.lastIndexOf('.') + 1)
                    + node.get("signature").asText();
        }
        return token + node.path("suffix").asText();
    }

    private static String usualAlgorithm(String key) {
        return switch (key.replaceAll("b$", "")) {
            case "ec256" -> "ES256";
            case "ec384" -> "ES384";
            case "ec521" -> "ES512";
            case "ed25519" -> "EdDSA";
            case "hs256" -> "HS256";
            case "hs384" -> "HS384";
            case "hs512" -> "HS512";
            case "mldsa44" -> "ML-DSA-44";
            case "mldsa65" -> "ML-DSA-65";
            case "mldsa87" -> "ML-DSA-87";
            default -> "RS256";
        };
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : node.toString();
    }

    private static String withTimes(String text) {
        StringBuilder out = new StringBuilder();
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile("\"?NOW([+-]\\d+)?(\\.\\d+)?\"?")
                .matcher(text);
        while (matcher.find()) {
            long offset = matcher.group(1) == null ? 0 : Long.parseLong(matcher.group(1));
            String fraction = matcher.group(2) == null ? "" : matcher.group(2);
            matcher.appendReplacement(out, (Samples.NOW_SECONDS + offset) + fraction);
        }
        return matcher.appendTail(out).toString();
    }

    ObjectNode decide(JsonNode request) {
        ObjectNode out = JSON.createObjectNode();
        List<String> fields = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        String usualHost = request.path("host").asText("api.example");
        if (request.has("hosts")) {
            request.get("hosts").forEach(host -> hosts.add(host.asText()));
        } else {
            hosts.add(usualHost);
        }
        request.withArray("headers").forEach(field -> {
            fields.add(field.get(0).asText());
            fields.add(withTokens(field.get(1).asText()));
        });
        HeaderFields headers = request.path("headersFail").asBoolean()
                ? Samples.failingHeaders()
                : Samples.headers(fields.toArray(String[]::new));
        RequestHead head = new RequestHead(
                request.path("method").asText("GET"),
                withTokens(request.path("target").asText("/")),
                hosts,
                request.has("authority") ? request.get("authority").asText() : null,
                RequestHead.Version.valueOf(request.path("version").asText("HTTP_1_1")));
        switch (RequestNormaliser.normalise(head, policy)) {
            case Normalisation.Refused refused -> out.put("ambiguous", refused.detail());
            case Normalisation.ServerOptions ignored -> out.put("serverOptions", true);
            case Normalisation.Canonical canonical -> describe(canonical.request(), headers, request, out);
        }
        return out;
    }

    private void describe(CanonicalRequest request, HeaderFields headers, JsonNode node, ObjectNode out) {
        if (node.path("showForm").asBoolean()) {
            out.put("host", request.host()).put("path", request.path()).put("forwardPath", request.forwardPath());
        }
        Decision decision = rules.decide(request, headers, nowMillis);
        // Where the fields themselves cannot be read, there is nothing to explain.
        if (!node.path("headersFail").asBoolean()) {
            Explanation explanation = explainer.explain(request, headers, nowMillis);
            ExplanationCheck.agrees(explanation, decision);
            if (node.path("showChecks").asBoolean()) {
                checks(explanation, out.putObject("checks"));
            }
        }
        switch (decision) {
            case Decision.Pass pass -> {
                out.put("decision", "PASS");
                plan(request, headers, pass, node, out);
            }
            case Decision.Authenticated authenticated -> {
                out.put("decision", "AUTHENTICATED")
                        .put("rule", authenticated.grant().ruleId());
                plan(request, headers, authenticated, node, out);
            }
            case Decision.Denied denied -> {
                out.put(
                        "decision",
                        denied.reason().code() + " " + denied.reason().status());
                out.put("detail", denied.detail());
                if (denied.ruleId() != null) {
                    out.put("rule", denied.ruleId());
                }
                Challenge.of("demo", denied.reason()).ifPresent(challenge -> out.put("challenge", challenge));
            }
        }
        decision.shadow()
                .forEach(verdict -> out.withArray("shadow")
                        .add(verdict.ruleId()
                                + (verdict.wouldDeny() == null ? " admits" : " denies " + verdict.wouldDeny())));
    }

    /** What is said of each check that fails. */
    private static void checks(Explanation explanation, ObjectNode out) {
        for (Explanation.RuleExplanation rule : explanation.rules()) {
            if (rule.answer() != null) {
                rule.answer().checks().stream()
                        .filter(result -> result.detail() != null)
                        .forEach(result -> out.withObject("/" + rule.rule().ruleId())
                                .put(result.check().name(), result.detail()));
            }
        }
    }

    private void plan(
            CanonicalRequest request, HeaderFields headers, Decision.Admitted decision, JsonNode node, ObjectNode out) {
        if (!node.path("showPlan").asBoolean()) {
            return;
        }
        Optional<ForwardPlan> found = rules.plan(request, headers, decision);
        if (found.isEmpty()) {
            out.put("plan", DenialReason.NO_ROUTE.code());
            return;
        }
        ForwardPlan plan = found.get();
        ObjectNode shown = out.putObject("plan");
        shown.put("route", plan.route().routeId());
        shown.put("target", hideTokens(plan.requestTarget()));
        ArrayNode removed = shown.putArray("removed");
        headers.names().forEach(name -> {
            if (plan.removes(name)) {
                removed.add(name);
            }
        });
        ArrayNode set = shown.putArray("set");
        plan.fields().forEach(field -> set.add(field.name() + ": " + hideTokens(field.value())));
    }

    private String withTokens(String text) {
        String out = text;
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            out = out.replace("{" + token.getKey() + "}", token.getValue())
                    .replace("{%" + token.getKey() + "}", token.getValue().replace(".", "%2E"));
        }
        return out;
    }

    /** Signatures differ from run to run, so tokens have no place in expected files. */
    private String hideTokens(String text) {
        String out = text;
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            out = out.replace(token.getValue(), "{" + token.getKey() + "}");
        }
        return out;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
