package dev.portcullis.chaos.nemesis;

import java.util.Locale;

/** What the nemesis knows. */
public enum FaultKind {
    /** SIGKILL, and started again after a while. */
    KILL(Group.PROCESS),
    /** SIGSTOP, and SIGCONT after a while. */
    PAUSE(Group.PROCESS),
    /** Ended in order, and started again. */
    RESTART(Group.PROCESS),

    /** A connection to PostgreSQL or Kafka is reset, and refused for a while. */
    CUT(Group.NETWORK),
    /** Nothing goes through for a while, and nobody is told. */
    HOLD(Group.NETWORK),
    /** Everything is late for a while. */
    SLOW(Group.NETWORK),

    DELETE_CONFIG_TOPIC(Group.LOG),
    DELETE_NODES_TOPIC(Group.LOG),
    /** All records of the config topic are deleted, and the topic stays. */
    TRUNCATE_CONFIG_TOPIC(Group.LOG),
    /** The broker loses its disk. */
    LOSE_BROKER_DATA(Group.LOG),
    /** A copy of the database is taken, and put back after a while, when changes have been made. */
    RESTORE_DATABASE(Group.DATABASE),

    /** An old head once more, a tombstone for a rule, and a head that says to be the next. */
    FORGE_TOMBSTONE(Group.FORGERY),
    /** A head of a huge revision. */
    FORGE_HEAD(Group.FORGERY),
    /** All records as they were at an old head, and that head with the next revision: the digest is right, the signature is not. */
    FORGE_PAST(Group.FORGERY),
    /** What is no record at all, under a key of an instance. */
    FORGE_ITEM(Group.FORGERY),
    /** A record under a key of nobody. */
    FORGE_STRANGER(Group.FORGERY),
    /** Reports in the name of a node that does not run. */
    FORGE_REPORT(Group.FORGERY),

    /** The database's disk is full for a while. Only where this program may mount a disk. */
    FILL_DISK(Group.MACHINE),
    /** A node's clock is an hour behind for a while. Only where libfaketime is. */
    SKEW_CLOCK(Group.MACHINE);

    private final Group group;

    FaultKind(Group group) {
        this.group = group;
    }

    /** What a fault is done to. */
    public enum Group {
        PROCESS,
        NETWORK,
        LOG,
        DATABASE,
        FORGERY,
        MACHINE
    }

    public Group group() {
        return group;
    }

    /** As it is written on the command line, for example {@code delete-config-topic}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public static FaultKind of(String text) {
        for (FaultKind kind : values()) {
            if (kind.text().equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("fault: " + text + " (expected: kill, pause, … as `chaos --help` lists)");
    }
}
