package dev.portcullis.control.promise;

import java.util.List;

/** The request should be refused. */
final class Refused extends RuntimeException {
    private final int status;
    private final String code;
    private final transient List<String> fields;

    Refused(int status, String code, List<String> fields) {
        super(status + " " + code + " " + fields);
        this.status = status;
        this.code = code;
        this.fields = fields;
    }

    static Refused notFound() {
        return new Refused(404, "NOT_FOUND", List.of());
    }

    static Refused precondition() {
        return new Refused(412, "PRECONDITION_FAILED", List.of());
    }

    static Refused conflict(String code) {
        return new Refused(409, code, List.of());
    }

    static void ifAny(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new Refused(422, "VALIDATION_FAILED", faults);
        }
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** Of the violations. */
    List<String> fields() {
        return fields;
    }
}
