package dev.portcullis.control.fetch;

import dev.portcullis.model.KeySource;

/** Which rule it is. */
public record RuleAddress(String instanceId, String ruleId) {
    /** To which the value of a header of this rule is sealed. */
    String placeOf(String headerName) {
        return KeySource.FetchHeader.place(instanceId, ruleId, headerName);
    }
}
