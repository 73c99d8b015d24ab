package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.cluster.Cluster;
import dev.portcullis.chaos.cluster.FaultProxy;
import dev.portcullis.chaos.cluster.Layout;
import dev.portcullis.chaos.cluster.ManagedPart;
import dev.portcullis.chaos.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The faults that may come, in an order in which each comes to each kind of part once before any comes again. Not
 * thread-safe.
 */
public final class Menu {
    private static final int LONGEST_DELAY_MILLIS = 300;
    /** Whose records are forged. */
    private static final String INSTANCE = Layout.INSTANCE_OF_NODE.getFirst();

    private final Cluster cluster;
    private final Topics topics;
    private final Restore restore;
    private final History history;
    private final List<FaultKind> kinds;
    private final List<Dish> left = new ArrayList<>();

    public Menu(Cluster cluster, Topics topics, Restore restore, History history, Set<FaultKind> kinds) {
        this.cluster = cluster;
        this.topics = topics;
        this.restore = restore;
        this.history = history;
        this.kinds = kinds.stream().filter(this::isPossible).sorted().toList();
    }

    private boolean isPossible(FaultKind kind) {
        return switch (kind) {
            case FILL_DISK -> cluster.postgresDisk().isPresent();
            case SKEW_CLOCK -> cluster.canSetClocks();
            default -> true;
        };
    }

    /**
     * A kind of fault, and to what.
     *
     * @param place which kind of part or connection, counted from 0
     */
    private record Dish(FaultKind kind, int place) {}

    record Choice(FaultKind kind, Fault fault) {}

    Choice next(SplittableRandom random) {
        if (left.isEmpty()) {
            for (FaultKind kind : kinds) {
                for (int place = 0; place < places(kind); place++) {
                    left.add(new Dish(kind, place));
                }
            }
            Collections.shuffle(left, new Random(random.nextLong()));
        }
        Dish dish = left.removeFirst();
        return new Choice(dish.kind(), fault(dish, random));
    }

    private int places(FaultKind kind) {
        return switch (kind.group()) {
            case PROCESS -> parts().size();
            case NETWORK -> links().size();
            case LOG, DATABASE, FORGERY, MACHINE -> 1;
        };
    }

    private List<List<ManagedPart>> parts() {
        return List.of(List.of(cluster.postgres()), List.of(cluster.kafka()), cluster.controlPlanes(), cluster.nodes());
    }

    private List<List<FaultProxy>> links() {
        return List.of(cluster.controlPlaneToPostgres(), cluster.controlPlaneToKafka(), cluster.nodeToKafka());
    }

    /** One to add to another: of a process or a connection. */
    Choice nextSimple(SplittableRandom random) {
        FaultKind[] simple = {FaultKind.KILL, FaultKind.PAUSE, FaultKind.CUT, FaultKind.SLOW};
        FaultKind kind = simple[random.nextInt(simple.length)];
        Dish dish = new Dish(kind, random.nextInt(places(kind)));
        return new Choice(kind, fault(dish, random));
    }

    private Fault fault(Dish dish, SplittableRandom random) {
        return switch (dish.kind()) {
            case KILL -> new ProcessFaults.Kill(any(parts().get(dish.place()), random));
            case PAUSE -> new ProcessFaults.Pause(any(parts().get(dish.place()), random));
            case RESTART -> new ProcessFaults.Restart(any(parts().get(dish.place()), random));
            case CUT -> new LinkFault(any(links().get(dish.place()), random), new FaultProxy.Link.Cut(), history);
            case HOLD -> new LinkFault(any(links().get(dish.place()), random), new FaultProxy.Link.Held(), history);
            case SLOW ->
                new LinkFault(
                        any(links().get(dish.place()), random),
                        new FaultProxy.Link.Slow(Duration.ofMillis(random.nextInt(20, LONGEST_DELAY_MILLIS))),
                        history);
            case DELETE_CONFIG_TOPIC -> new LogFaults.Deletion(topics, Topics.CONFIG);
            case DELETE_NODES_TOPIC -> new LogFaults.Deletion(topics, Topics.NODES);
            case TRUNCATE_CONFIG_TOPIC -> new LogFaults.Truncation(topics, Topics.CONFIG);
            case LOSE_BROKER_DATA -> new LogFaults.LostBroker(cluster);
            case RESTORE_DATABASE -> restore;
            case FORGE_TOMBSTONE -> new Forgeries.Tombstone(topics, INSTANCE, random.split());
            case FORGE_HEAD -> new Forgeries.Head(topics, INSTANCE);
            case FORGE_PAST -> new ForgedPast(topics, INSTANCE, random.split());
            case FORGE_ITEM -> new Forgeries.Garbage(topics, INSTANCE, INSTANCE + "/rule/jr-garbage");
            case FORGE_STRANGER -> new Forgeries.Garbage(topics, INSTANCE, "nobody/rule/jr-stranger");
            case FILL_DISK ->
                new MachineFaults.FullDisk(
                        cluster.postgres(), cluster.postgresDisk().orElseThrow());
            case SKEW_CLOCK ->
                new MachineFaults.SkewedClock(
                        cluster, random.nextInt(cluster.nodes().size()));
            case FORGE_REPORT -> new Forgeries.Reports(topics, cluster.nodes().getFirst());
        };
    }

    private static <T> T any(List<T> all, SplittableRandom random) {
        return all.get(random.nextInt(all.size()));
    }
}
