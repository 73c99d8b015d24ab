package dev.portcullis.policy;

import dev.portcullis.model.RouteItem;
import java.util.List;

/**
 * How an admitted request goes on: where to, under which target, and with which fields removed and set. The forwarder adds
 * nothing of its own but connection management and the forwarding fields.
 */
public interface ForwardPlan {
    /** The route that matched. */
    RouteItem route();

    /** Path and query for the upstream, in origin form (RFC 9112 section 3.2.1), token parameters already removed. */
    String requestTarget();

    /** Whether the field of that name, sent by the client as header or trailer, must not reach the upstream. */
    boolean removes(String fieldName);

    /** The fields to set after removal: claims, and a Cookie field from which a token was taken. */
    List<Field> fields();

    /** One header field. */
    record Field(String name, String value) {
        /** Names the field only: its value may come from a token. */
        @Override
        public String toString() {
            return "Field[" + name + "]";
        }
    }
}
