package dev.portcullis.chaos.history;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.portcullis.chaos.model.InstanceState;
import dev.portcullis.chaos.model.Operation;
import dev.portcullis.chaos.model.Probe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of the history. Times are microseconds since it began. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "event")
public sealed interface Event {

    /** The truth is this from then on: at the beginning, and again when an older database has been put back. */
    record Baseline(
            String instance,
            long beganAt,
            long endedAt,
            @Nullable String epoch,
            long revision,
            InstanceState state) implements Event {}

    /** A client's write. */
    record Write(long id, String instance, Operation operation, long invokedAt, long completedAt, Outcome outcome)
            implements Event {}

    /** What became of a write. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "outcome")
    sealed interface Outcome {
        /**
         * Acknowledged.
         *
         * @param createdIds in the order of the request
         * @param propagation what the answer said to a client that preferred to wait; null: it did not wait
         */
        record Done(
                long revision,
                List<String> createdIds,
                @Nullable String propagation) implements Outcome {
            public Done {
                createdIds = List.copyOf(createdIds);
            }
        }

        /** Refused with a 4xx: it changed nothing. */
        record Refused(int status, String code) implements Outcome {}

        /** No answer, or a 5xx: it may have been done, or may yet be done. */
        record Unknown(String why) implements Outcome {}
    }

    /** What the control plane's own history says, when asked later, of a write whose outcome was unknown. */
    record Resolved(long writeId, long revision, long at) implements Event {}

    /** A revision that no client made, by the control plane's own history. */
    record ForeignRevision(String instance, long revision, String operation, int changes, long at) implements Event {}

    /** A request to a node; status 0: no answer. */
    record Verdict(String node, String instance, Probe probe, long sentAt, long answeredAt, int status, String code)
            implements Event {}

    /** A node's own word on {@code /ready}. */
    record NodeState(
            String node,
            String instance,
            long askedAt,
            long answeredAt,
            boolean ready,
            String state,
            @Nullable String epoch,
            long revision,
            @Nullable String digest)
            implements Event {}

    /** A read of a whole instance through the management API. */
    record Read(
            String instance,
            long askedAt,
            long answeredAt,
            @Nullable String epoch,
            long revision,
            InstanceState state) implements Event {}

    /** What a control plane says of the nodes of an instance. */
    record Listed(
            String controlPlane,
            String instance,
            long at,
            String propagation,
            @Nullable String digest,
            List<Node> nodes)
            implements Event {
        public Listed {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * A node, as a control plane lists it.
     *
     * @param digestMatches whether its digest is that of the tables; null: the control plane does not say
     */
    record Node(
            String id,
            String state,
            long revision,
            @Nullable String digest,
            @Nullable Boolean digestMatches) {}

    /**
     * A head that the control plane has written to the config topic.
     *
     * @param reading how many times the topic had been read from its beginning
     */
    record LogHead(String instance, String epoch, long revision, int reading, long offset, long at) implements Event {}

    /** What happened to a part. */
    record Part(String part, Change change, long at) implements Event {
        /** The kinds. */
        public enum Change {
            STARTED,
            READY,
            KILLED,
            STOPPED,
            PAUSED,
            CONTINUED,
            /** Nothing else can tell it anything, nor hear of it. */
            CUT_OFF,
            CONNECTED,
            /** Nobody asked it to. */
            ENDED_BY_ITSELF
        }
    }

    /** A fault, from its beginning to the end of its repair. */
    record Fault(String kind, String target, long beganAt, long endedAt) implements Event {}

    /** The faults are over, and the system had the time it asked for to come to rest: from here on all must be equal. */
    record Rest(long at, boolean reached, String found) implements Event {}

    /** The run cannot go on; what failed is no promise of the system but the harness, or a part that does not start. */
    record Aborted(long at, String why) implements Event {}
}
