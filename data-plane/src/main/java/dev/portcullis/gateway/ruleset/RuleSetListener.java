package dev.portcullis.gateway.ruleset;

import dev.portcullis.model.Head;
import org.jspecify.annotations.Nullable;

/** Who is told what became of a head. Called on the feed's thread. */
public interface RuleSetListener {
    void applied(Head head);

    /**
     * The node keeps enforcing what it has.
     *
     * @param head null: it could not even be read
     */
    void rejected(@Nullable Head head, String reason);

    /** There is no configuration any more, or not yet. */
    void absent();
}
