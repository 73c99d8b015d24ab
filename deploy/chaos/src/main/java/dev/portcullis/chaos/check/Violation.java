package dev.portcullis.chaos.check;

/**
 * A promise that was broken.
 *
 * @param at microseconds since the history began
 */
public record Violation(Promise promise, long at, String found) {
    /** What is promised. */
    public enum Promise {
        NO_ACKNOWLEDGED_CHANGE_LOST("no acknowledged change is lost"),
        NOTHING_APPLIED_IN_PART("no change is applied in part"),
        CHANGES_HAVE_ONE_ORDER("changes have one order, which is that of their answers"),
        THE_LOG_GOES_FORWARD("revisions are published in their order"),
        REVISIONS_GO_FORWARD("a node's revisions go forward, and are ones that were committed"),
        VERDICTS_ARE_RIGHT("a verdict is right for a revision that the node could hold"),
        NEVER_MORE_OPEN("a node is never more open than what was acknowledged as applied"),
        APPLIED_IS_A_PROOF("APPLIED counts live nodes only"),
        NODES_ANSWER_ALONE("a node that was ready answers, whatever is away behind it"),
        PARTS_STAY_UP("a part ends only when it is told to"),
        EQUAL_AT_REST("at rest all nodes enforce the newest revision, with the digest of the tables"),
        THE_RUN_ENDED("the run comes to its end");

        private final String text;

        Promise(String text) {
            this.text = text;
        }

        /** In a sentence. */
        public String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return "%.3f s  %s: %s".formatted(at / 1e6, promise.text, found);
    }
}
