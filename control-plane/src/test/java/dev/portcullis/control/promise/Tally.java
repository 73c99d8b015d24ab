package dev.portcullis.control.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

/** How often each kind of step ended in each way: a test that meets too little proves too little. */
final class Tally {
    private final Map<String, Integer> ends = new TreeMap<>();

    void count(Class<? extends Step> step, String end) {
        ends.merge(step.getSimpleName() + " " + end, 1, Integer::sum);
    }

    /** Of the sequences that the build tries. */
    void requireVariety() {
        assertThat(ends.keySet())
                .as("ends of steps")
                .contains(
                        "Apply changed",
                        "Apply RULE_ENABLED",
                        "Apply VALIDATION_FAILED",
                        "Apply unchanged",
                        "Batch changed",
                        "Batch VALIDATION_FAILED",
                        "Create changed",
                        "Create IDEMPOTENCY_KEY_REUSED",
                        "Create NAME_TAKEN",
                        "Create NOT_FOUND",
                        "Create PRECONDITION_FAILED",
                        "Create VALIDATION_FAILED",
                        "Delete changed",
                        "Delete INSTANCE_NOT_EMPTY",
                        "Delete PRECONDITION_FAILED",
                        "Delete RULE_ENABLED",
                        "Enable changed",
                        "Enable unchanged",
                        "Found changed",
                        "Found ID_TAKEN",
                        "Patch changed",
                        "Patch PRECONDITION_FAILED",
                        "Patch unchanged",
                        "Patch VALIDATION_FAILED",
                        "Put changed",
                        "Put unchanged",
                        "Repeat again",
                        "Rollback changed",
                        "Rollback NOT_FOUND",
                        "Rollback PRECONDITION_FAILED",
                        "Rollback unchanged");
    }

    @Override
    public String toString() {
        return ends.toString();
    }
}
