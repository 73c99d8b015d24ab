package dev.portcullis.control.audit;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** What becomes known of a request while it is under way. It is kept with the request, for the line at its end. */
final class RequestFacts {
    private static final String KEY = RequestFacts.class.getName();

    private @Nullable String caller;
    private @Nullable String operation;
    private @Nullable String path;
    private @Nullable String code;
    private @Nullable String revision;

    private RequestFacts() {}

    static RequestFacts of(RoutingContext request) {
        RequestFacts known = request.get(KEY);
        if (known != null) {
            return known;
        }
        RequestFacts facts = new RequestFacts();
        request.put(KEY, facts);
        return facts;
    }

    void noteCaller(String subject) {
        caller = subject;
    }

    void noteOperation(String operationId, String pathTemplate) {
        operation = operationId;
        path = pathTemplate;
    }

    void noteProblem(String problemCode) {
        code = problemCode;
    }

    void noteRevision(String number) {
        revision = number;
    }

    @Nullable
    String caller() {
        return caller;
    }

    @Nullable
    String operation() {
        return operation;
    }

    @Nullable
    String path() {
        return path;
    }

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    String revision() {
        return revision;
    }
}
