package dev.portcullis.control.repair;

/** Why an instance is published again. */
public enum RepairReason {
    /** The topic holds no head of it. */
    HEAD_MISSING,
    /** A head that no trusted key has signed, or a tombstone of the head. */
    HEAD_UNTRUSTED,
    /** A signed head of an earlier revision came behind a later one. */
    HEAD_REPLAYED,
    /** The newest head is older than the tables. */
    HEAD_BEHIND,
    /** The newest head is one that the tables do not know: they were restored from a backup. */
    HEAD_AHEAD,
    /** Records are missing, changed, or there and not ours. */
    RECORDS_DIFFER,
    /** Records of an instance that does not exist. */
    UNKNOWN_INSTANCE,
    /** A node reports that it does not hold what the tables say, though the topic does. */
    NODE_DISAGREES
}
