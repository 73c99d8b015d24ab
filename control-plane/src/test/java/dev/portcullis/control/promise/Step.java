package dev.portcullis.control.promise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One request, told without ids: a step means something wherever it stands, so that sequences can be made shorter. Numbers
 * pick among what there is at that moment.
 */
sealed interface Step {
    /** No idempotency key. */
    int NO_KEY = 0;

    /** One field of a document, and a value. */
    record Field(String name, JsonNode value) {
        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    /** A resource: of which of the instances, and which of its kind there. What went last can be picked too. */
    record Target(int instance, int pick) {}

    /** What a replacement says of the fields that the server makes. */
    enum Echo {
        NOTHING,
        AS_READ,
        STALE
    }

    record Found(int instance, int name, List<Field> fields, Expectation expectation, int key) implements Step {}

    /** @param target the rule, for an authorization */
    record Create(Kind kind, Target target, int name, List<Field> fields, Expectation expectation, int key)
            implements Step {}

    record Put(Kind kind, Target target, int name, List<Field> fields, Echo echo, Expectation expectation)
            implements Step {}

    record Patch(Kind kind, Target target, List<Field> fields, Expectation expectation) implements Step {}

    record Delete(Kind kind, Target target, boolean cascade, Expectation expectation) implements Step {}

    record Enable(Target target, boolean enabled, Expectation expectation, int key) implements Step {}

    /** One element of a batch's list of replacements. */
    record Replacement(int pick, List<Field> fields) {}

    record Batch(
            Target target,
            List<List<Field>> create,
            List<Replacement> replace,
            List<Integer> delete,
            Expectation expectation,
            int key)
            implements Step {}

    /** How a document differs from what an export says. */
    sealed interface Edit {
        record Change(Kind kind, int pick, List<Field> fields) implements Edit {}

        record Add(Kind kind, int pick, int name, List<Field> fields) implements Edit {}

        record Drop(Kind kind, int pick) implements Edit {}
    }

    record Apply(int instance, List<Edit> edits, boolean force, boolean dryRun, Expectation expectation, int key)
            implements Step {}

    /** @param back how many revisions; -1: to one that is not there yet */
    record Rollback(int instance, int back, boolean force, Expectation expectation, int key) implements Step {}

    record Read(Kind kind, Target target, Expectation expectation) implements Step {}

    record Walk(Kind kind, Target target, boolean byName, boolean descending, boolean enabledOnly, int pageSize)
            implements Step {}

    /** Sends a request with a key again, as it was. */
    record Repeat(int pick) implements Step {}
}
