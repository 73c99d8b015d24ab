package dev.portcullis.gateway.ruleset;

import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.model.Head;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.RuleItem;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told what became of a head. Called on the feed's thread. */
public interface RuleSetListener {
    /** A head is about to be applied, or to be refused. */
    default void seen(Head head) {}

    /**
     * The rule set of this head is in force.
     *
     * @param rules all of those now in force, disabled ones too; a rule that did not change is the same object as before
     * @param origin where it was read; told once more, of the same head, when that changes
     * @param unopened secrets of rules that enforce, which this node cannot open
     */
    void applied(Head head, Collection<RuleItem> rules, Origin origin, List<UnopenedSecret> unopened);

    /**
     * The node keeps enforcing what it has.
     *
     * @param head null: it could not even be read
     */
    void rejected(@Nullable Head head, Rejection rejection, String reason);

    /** There is no configuration any more, or not yet. */
    void absent();

    /**
     * A record of the config topic was passed over, and has changed nothing.
     *
     * @param reason one of a few, in capitals
     */
    default void ignored(String reason) {}
}
