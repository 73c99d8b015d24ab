package dev.portcullis.chaos.workload;

import dev.portcullis.chaos.history.Event;
import dev.portcullis.chaos.history.Event.Outcome;
import dev.portcullis.chaos.history.History;
import dev.portcullis.chaos.model.Operation;
import dev.portcullis.chaos.workload.Management.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.StreamSupport;

/**
 * Clients that write random changes, one after another each. A POST without a good answer is sent again under its
 * {@code Idempotency-Key} until there is one, as a client should; other methods leave an unknown outcome.
 */
public final class Writers implements AutoCloseable {
    private static final int WAIT_SECONDS = 5;
    private static final Duration PAUSE = Duration.ofMillis(60);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Management management;
    private final States states;
    private final Requests requests;
    private final History history;
    private final List<Known> instances;
    private final AtomicLong ids = new AtomicLong();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    /** Shared by writers while they write; held alone by whoever must find no write under way. */
    private final ReadWriteLock quiet = new ReentrantReadWriteLock(true);

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Writers(Management management, States states, Requests requests, History history, List<Known> instances) {
        this.management = management;
        this.states = states;
        this.requests = requests;
        this.history = history;
        this.instances = List.copyOf(instances);
    }

    /** Starts so many; the first instance gets most of the changes. */
    public void start(int writers, long seed) {
        for (int number = 0; number < writers; number++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + number);
            threads.add(Thread.ofPlatform().name("writer-" + number).daemon().start(() -> write(random)));
        }
    }

    /** Something to do while no write is under way. */
    public interface Undisturbed {
        void run() throws IOException;
    }

    /** Waits until the writes under way have their answers, and holds back others meanwhile. */
    public void undisturbed(Undisturbed task) throws IOException {
        quiet.writeLock().lock();
        try {
            task.run();
        } finally {
            quiet.writeLock().unlock();
        }
    }

    public List<Known> instances() {
        return instances;
    }

    private void write(SplittableRandom random) {
        Choice choice = new Choice(random);
        while (!ended) {
            quiet.readLock().lock();
            try {
                Known known = random.nextInt(3) > 0 ? instances.getFirst() : instances.getLast();
                long id = ids.incrementAndGet();
                Operation operation = choice.next(known.state(), "w-" + run + "-" + id);
                write(id, known, operation, random);
            } finally {
                quiet.readLock().unlock();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void write(long id, Known known, Operation operation, SplittableRandom random) {
        Requests.Request request = requests.of(operation);
        Map<String, String> fields = new LinkedHashMap<>();
        if (random.nextInt(5) < 2) {
            fields.put("Prefer", "wait=" + WAIT_SECONDS);
        }
        if (request.isRepeatable()) {
            fields.put("Idempotency-Key", "chaos-" + run + "-" + id);
        }
        long invokedAt = history.now();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int replica = random.nextInt(management.replicas());
        while (true) {
            Outcome outcome = send(replica, known.instance(), request, fields);
            boolean repeat =
                    outcome instanceof Outcome.Unknown && request.isRepeatable() && System.nanoTime() < deadline;
            if (!repeat) {
                history.add(new Event.Write(id, known.instance(), operation, invokedAt, history.now(), outcome));
                learn(known, operation, outcome, replica);
                return;
            }
            replica = (replica + 1) % management.replicas();
            LockSupport.parkNanos(RETRY_PAUSE.toNanos());
        }
    }

    private void learn(Known known, Operation operation, Outcome outcome, int replica) {
        switch (outcome) {
            case Outcome.Done done -> known.done(operation, done.createdIds());
            case Outcome.Refused ignored -> refresh(known, replica);
            case Outcome.Unknown ignored -> refresh(known, replica);
        }
    }

    private void refresh(Known known, int replica) {
        try {
            known.become(states.load(replica, known.instance()));
        } catch (IOException e) {
            // What is believed stays wrong until the next refusal.
        }
    }

    private Outcome send(int replica, String instance, Requests.Request request, Map<String, String> fields) {
        try {
            Answer answer = management.call(
                    replica, request.method(), "/instances/" + instance + request.path(), request.body(), fields);
            if (answer.succeeded()) {
                String propagation = answer.field("Portcullis-Propagation");
                return new Outcome.Done(
                        Long.parseLong(answer.field("Portcullis-Revision")),
                        createdIds(request, answer),
                        propagation.isEmpty() ? null : propagation);
            }
            return answer.status() < 500
                    ? new Outcome.Refused(answer.status(), answer.code())
                    : new Outcome.Unknown(answer.status() + " " + answer.code());
        } catch (IOException e) {
            return new Outcome.Unknown(e.getClass().getSimpleName());
        }
    }

    private static List<String> createdIds(Requests.Request request, Answer answer) {
        if (request.path().endsWith(":batch")) {
            return StreamSupport.stream(answer.body().path("createdIds").spliterator(), false)
                    .map(id -> id.asText())
                    .toList();
        }
        return answer.status() == 201 ? List.of(answer.body().path("id").asText()) : List.of();
    }

    /** Lets the writes under way come to their answers, and ends. */
    @Override
    public void close() {
        ended = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
