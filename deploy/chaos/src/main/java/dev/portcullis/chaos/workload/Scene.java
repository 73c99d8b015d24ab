package dev.portcullis.chaos.workload;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import dev.portcullis.chaos.model.RuleState;
import dev.portcullis.chaos.workload.Management.Answer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Makes the instances that everything starts from, and tells what was true then. */
public final class Scene {
    private final Management management;
    private final Requests requests;
    private final States states;
    private final History history;

    public Scene(Management management, Tokens tokens, URI upstream, States states, History history) {
        this.management = management;
        this.requests = new Requests(tokens, upstream);
        this.states = states;
        this.history = history;
    }

    /** An instance with a guard, a second rule, and routes. */
    public void make(String instance) throws IOException {
        expect(management.call(0, "POST", "/instances", Map.of("id", instance, "name", instance), Map.of()));
        String guard = send(
                instance, new Operation.CreateRule(Choice.GUARD, RuleState.Issuer.A, RuleState.Mode.WHITELIST, true));
        send(instance, new Operation.CreateCondition(guard, Choice.SWAP_EXACT));
        send(instance, new Operation.CreateRule("second", RuleState.Issuer.B, RuleState.Mode.BLACKLIST, false));
        for (String prefix : List.of("/p", "/swap", "/r/0")) {
            send(instance, new Operation.CreateRoute("route of " + prefix, prefix));
        }
    }

    private String send(String instance, Operation operation) throws IOException {
        Requests.Request request = requests.of(operation);
        Answer answer = management.call(
                0, request.method(), "/instances/" + instance + request.path(), request.body(), Map.of());
        return expect(answer).body().path("id").asText();
    }

    private static Answer expect(Answer answer) throws IOException {
        if (!answer.succeeded()) {
            throw new IOException(answer.status() + " " + answer.body());
        }
        return answer;
    }

    /** What is there now is the truth; nobody may be writing. */
    public InstanceState baseline(int replica, String instance, long beganAt) throws IOException {
        Event.Read read = states.export(replica, instance);
        if (read == null) {
            throw new IOException("instance " + instance + " cannot be read");
        }
        InstanceState state = states.load(replica, instance);
        history.add(new Event.Baseline(instance, beganAt, history.now(), read.epoch(), read.revision(), state));
        return state;
    }

    /** Writers of changes to what was made here. */
    public Writers writers(List<Known> instances) {
        return new Writers(management, states, requests, history, instances);
    }
}
