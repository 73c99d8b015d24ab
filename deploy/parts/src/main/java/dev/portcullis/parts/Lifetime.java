package dev.portcullis.parts;

/** How long a part lives. */
public enum Lifetime {
    /** Until it is closed, and never longer than the JVM that started it, even if that one is killed. */
    WITH_PARENT,

    /** Until it is closed or ended by a signal; it survives the JVM that started it. */
    DETACHED
}
