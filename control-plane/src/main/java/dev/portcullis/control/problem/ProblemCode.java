package dev.portcullis.control.problem;

import java.util.Locale;

/** Every way in which the management API refuses: the code on the wire, the HTTP status, and a sentence for people. */
public enum ProblemCode {
    MALFORMED_JSON(400, "The body is not well-formed JSON"),
    MALFORMED_YAML(400, "The body is not well-formed YAML"),
    INVALID_PARAMETER(400, "A parameter of the request is not valid"),
    BAD_REQUEST(400, "The request cannot be understood"),
    UNAUTHENTICATED(401, "The request carries no valid token"),
    FORBIDDEN(403, "The caller may not do this"),
    NOT_FOUND(404, "There is nothing under this address"),
    METHOD_NOT_ALLOWED(405, "The resource does not know this method"),
    NOT_ACCEPTABLE(406, "None of the accepted media types can be given"),
    NAME_TAKEN(409, "The name is taken"),
    ID_TAKEN(409, "The id is taken"),
    RULE_ENABLED(409, "The rule is enabled"),
    KEYS_NOT_PUBLISHED(409, "The rule's keys are not published"),
    INSTANCE_NOT_EMPTY(409, "The instance is not empty"),
    PRECONDITION_FAILED(412, "The resource is not as the request expects"),
    SECRET_UNAVAILABLE(409, "A stored secret cannot be opened any more"),
    BODY_TOO_LARGE(413, "The body exceeds a limit"),
    UNSUPPORTED_MEDIA_TYPE(415, "The media type of the body is not understood"),
    VALIDATION_FAILED(422, "The document breaks rules"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key belongs to another request"),
    INTERNAL(500, "The request failed"),
    DATABASE_UNAVAILABLE(503, "The database is not available"),
    KAFKA_UNAVAILABLE(503, "Kafka is not available"),
    /** Of snapshots for nodes, as the next one is; the management API does not refuse with it. */
    NOT_PUBLISHED(503, "What is stored is not what was published"),
    BUSY(503, "Too many are asking at once"),
    /** Any other status that the HTTP layer answers with. */
    OTHER(0, "The request was refused");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status; 0 for {@link #OTHER}, which takes the one at hand. */
    public int status() {
        return status;
    }

    /** The same for every occurrence. */
    public String title() {
        return title;
    }

    /** The {@code type} of RFC 9457 section 3.1.1: a name, not an address. */
    public String type() {
        return "urn:portcullis:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
