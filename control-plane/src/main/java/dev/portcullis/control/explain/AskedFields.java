package dev.portcullis.control.explain;

import dev.portcullis.policy.HeaderFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The header fields of a request that is asked about, as a node gets them. Shows nothing in {@code toString}. */
final class AskedFields implements HeaderFields {
    private final List<Field> fields;

    /** One field, as the client would send it. */
    record Field(String name, String value) {
        @Override
        public String toString() {
            return "Field[" + name + "]";
        }
    }

    AskedFields(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    AskedFields with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new AskedFields(more);
    }

    /** UTF-8, each octet of which servers hand over as one character. */
    static String onTheWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(field -> onTheWire(field.value()))
                .toList();
    }

    @Override
    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    @Override
    public String toString() {
        return "AskedFields[" + fields.size() + "]";
    }
}
