package dev.portcullis.chaos.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.model.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client of one node. It sends a request only when it has the answer to the one before, so that its answers are in the
 * order in which the node decided.
 */
public final class NodeClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(18);
    private static final int ASK_EVERY = 20;
    private static final List<Probe> PROBES = Probe.all();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String node;
    private final String instance;
    private final URI proxy;
    private final URI ready;
    private final Tokens tokens;
    private final History history;
    private @Nullable Thread thread;
    private volatile boolean ended;

    public NodeClient(String node, String instance, URI proxy, URI admin, Tokens tokens, History history) {
        this.node = node;
        this.instance = instance;
        this.proxy = proxy;
        this.ready = admin.resolve("/ready");
        this.tokens = tokens;
        this.history = history;
    }

    /** Sends requests until it is told to end. */
    public void start(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        thread = Thread.ofPlatform().name("client of " + node).daemon().start(() -> {
            while (!ended) {
                if (random.nextInt(ASK_EVERY) == 0) {
                    ask();
                } else {
                    send(PROBES.get(random.nextInt(PROBES.size())));
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        });
    }

    /** Ends what {@link #start} began. */
    public void stop() {
        ended = true;
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends each request of the set once. Not while it sends by itself. */
    public void sendAll() {
        PROBES.forEach(this::send);
    }

    private void send(Probe probe) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(proxy.resolve(probe.path())).timeout(TIMEOUT);
        String authorization = tokens.authorization(probe.pass());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        long sentAt = history.now();
        HttpResponse<byte[]> answer = answer(request.build());
        history.add(new Event.Verdict(
                node,
                instance,
                probe,
                sentAt,
                history.now(),
                answer == null ? 0 : answer.statusCode(),
                answer == null || answer.statusCode() == 200
                        ? ""
                        : json(answer).path("code").asText()));
    }

    /** Asks the node how it is; null: it does not answer. */
    public Event.@Nullable NodeState ask() {
        long askedAt = history.now();
        HttpResponse<byte[]> answer =
                answer(HttpRequest.newBuilder(ready).timeout(TIMEOUT).build());
        if (answer == null) {
            return null;
        }
        JsonNode said = json(answer);
        Event.NodeState state = new Event.NodeState(
                node,
                instance,
                askedAt,
                history.now(),
                said.path("ready").asBoolean(),
                said.path("state").asText(),
                said.path("epoch").asText(null),
                said.path("revision").asLong(),
                said.path("digest").asText(null));
        history.add(state);
        return state;
    }

    private @Nullable HttpResponse<byte[]> answer(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
