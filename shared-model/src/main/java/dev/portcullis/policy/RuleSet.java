package dev.portcullis.policy;

import dev.portcullis.model.Head;
import dev.portcullis.model.RequestPolicy;
import java.util.Optional;

/**
 * Everything that an instance's configuration says at one head, compiled for deciding. Immutable and thread-safe; there is
 * deliberately no empty one, so that a node without configuration cannot mistake it for a permissive one.
 */
public interface RuleSet {
    Head head();

    RequestPolicy requestPolicy();

    /**
     * Decides. Never throws: what goes wrong inside is denied as {@link DenialReason#INTERNAL}.
     *
     * @param nowMillis Unix time in milliseconds
     */
    Decision decide(CanonicalRequest request, HeaderFields headers, long nowMillis);

    /** Finds the route of an admitted request and how it goes on there; empty: {@link DenialReason#NO_ROUTE}. */
    Optional<ForwardPlan> plan(CanonicalRequest request, HeaderFields headers, Decision.Admitted decision);
}
