package dev.portcullis.model;

/** Why a node does not enforce the newest head that it has seen, and keeps the last good configuration. */
public enum Rejection {
    /** The records before the head are not those that the head describes. */
    DIGEST_MISMATCH,
    /** The topic holds no head of the instance any more. */
    HEAD_MISSING,
    /** The newest head of the topic is older than what the node enforces. */
    HEAD_OLDER,
    /** A record, or the head, is of a kind or a form that this version does not know. */
    UNREADABLE,
    /** The records make no rule set. */
    NOT_COMPILED,
    /** It does enforce it, but cannot open secrets of rules: whoever needs those is answered 503. */
    SECRET_UNAVAILABLE
}
