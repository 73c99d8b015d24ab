package dev.portcullis.control.body;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body of a request: one JSON object, well-formed, without duplicate names, within the limits of size and depth. */
public final class JsonBody {
    private final ObjectNode root;

    JsonBody(ObjectNode root) {
        this.root = root;
    }

    ObjectNode root() {
        return root;
    }

    /** A reader of its fields, which adds what it finds wrong to the faults. */
    public FieldReader read(Faults faults) {
        return new FieldReader(root, "", faults);
    }

    /** Says nothing of its content, which may hold a secret. */
    @Override
    public String toString() {
        return "JsonBody[]";
    }
}
