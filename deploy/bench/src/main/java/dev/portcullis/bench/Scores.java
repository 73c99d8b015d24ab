package dev.portcullis.bench;

import java.util.Collection;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/** What one run of JMH measured. */
record Scores(Collection<RunResult> results) {
    /**
     * The average of one benchmark method with these parameters, in its own unit.
     *
     * @throws IllegalArgumentException if it did not run
     */
    double of(String method, Map<String, String> parameters) {
        for (RunResult result : results) {
            boolean same = result.getParams().getBenchmark().endsWith("." + method)
                    && parameters.entrySet().stream()
                            .allMatch(parameter -> parameter
                                    .getValue()
                                    .equals(result.getParams().getParam(parameter.getKey())));
            if (same) {
                return result.getPrimaryResult().getScore();
            }
        }
        throw new IllegalArgumentException(method + parameters + " (expected: a benchmark that has run)");
    }
}
