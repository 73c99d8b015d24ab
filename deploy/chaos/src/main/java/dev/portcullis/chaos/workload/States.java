package dev.portcullis.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.model.Condition;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.RouteState;
import dev.portcullis.chaos.model.RuleState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads whole instances. */
public final class States {
    private static final String ALL = "?pageSize=500";

    private final Management management;
    private final History history;

    public States(Management management, History history) {
        this.management = management;
        this.history = history;
    }

    /** With ids, piece by piece: of one revision only while nobody writes. */
    public InstanceState load(int replica, String instance) throws IOException {
        String base = "/instances/" + instance;
        InstanceState state = InstanceState.EMPTY;
        for (JsonNode rule : management.get(replica, base + "/rules" + ALL).path("items")) {
            String id = rule.path("id").asText();
            Map<String, Condition> conditions = new TreeMap<>();
            for (JsonNode found : management
                    .get(replica, base + "/rules/" + id + "/authorizations" + ALL)
                    .path("items")) {
                conditions.put(found.path("id").asText(), condition(found));
            }
            state = state.withRule(id, rule(rule, conditions));
        }
        for (JsonNode route : management.get(replica, base + "/routes" + ALL).path("items")) {
            state = state.withRoute(route.path("id").asText(), route(route));
        }
        return state;
    }

    /** The document of an instance, which is of one revision; null: there is no good answer. */
    public Event.@Nullable Read export(int replica, String instance) {
        long askedAt = history.now();
        try {
            Management.Answer answer =
                    management.call(replica, "GET", "/instances/" + instance + ":export", null, Map.of());
            if (!answer.succeeded()) {
                return null;
            }
            String tag = answer.field("ETag").replace("\"", "");
            int dot = tag.lastIndexOf('.');
            return new Event.Read(
                    instance,
                    askedAt,
                    history.now(),
                    tag.substring(0, dot),
                    Long.parseLong(tag.substring(dot + 1)),
                    document(answer.body()));
        } catch (IOException e) {
            return null;
        }
    }

    private static InstanceState document(JsonNode body) {
        InstanceState state = InstanceState.EMPTY;
        int number = 0;
        for (JsonNode rule : body.path("rules")) {
            Map<String, Condition> conditions = new TreeMap<>();
            List<JsonNode> all = new ArrayList<>();
            rule.path("authorizations").forEach(all::add);
            for (JsonNode found : all) {
                conditions.put("c" + number++, condition(found));
            }
            state = state.withRule("r" + number++, rule(rule, conditions));
        }
        for (JsonNode route : body.path("routes")) {
            state = state.withRoute("r" + number++, route(route));
        }
        return state;
    }

    private static RuleState rule(JsonNode rule, Map<String, Condition> conditions) {
        boolean ofA = rule.path("issuer").asText().equals(Tokens.name(RuleState.Issuer.A));
        return new RuleState(
                rule.path("name").asText(),
                ofA ? RuleState.Issuer.A : RuleState.Issuer.B,
                RuleState.Mode.valueOf(rule.path("authorizationMode").asText()),
                rule.path("enabled").asBoolean(),
                conditions);
    }

    private static Condition condition(JsonNode authorization) {
        return new Condition(
                Condition.Match.valueOf(authorization.at("/path/match").asText()),
                authorization.at("/path/value").asText());
    }

    private static RouteState route(JsonNode route) {
        return new RouteState(
                route.path("name").asText(), route.at("/paths/0/value").asText());
    }
}
