package dev.portcullis.gateway.request;

import dev.portcullis.policy.HeaderFields;
import io.vertx.core.MultiMap;
import java.util.List;

/** The fields of a request as the policy engine sees them. */
record ReceivedFields(MultiMap headers) implements HeaderFields {
    @Override
    public List<String> values(String name) {
        return headers.getAll(name);
    }

    @Override
    public Iterable<String> names() {
        return headers.names();
    }
}
