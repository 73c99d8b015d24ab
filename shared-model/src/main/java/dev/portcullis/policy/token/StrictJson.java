package dev.portcullis.policy.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259) and nothing around it: UTF-8 only, no duplicate names at any depth, no number beyond a
 * double, no half surrogate pairs, a limit on nesting. Values become String, {@link JsonNumber}, Boolean, List, Map or null.
 *
 * <p>Written for objects of some hundred octets, of which each new token has two: a library spends more on preparing to read
 * than on reading. The tests hold it against one, octet by octet.
 */
final class StrictJson {
    /** Longer numbers are nobody's claim, and comparing them takes time beyond their length. */
    private static final int MAX_NUMBER_CHARS = 1_000;

    /** Of a map or list with the table in it. */
    private static final int CONTAINER_BYTES = 176;
    /** Of an entry with its name. */
    private static final int MEMBER_BYTES = 112;
    /** Of a string or number, and of the reference to it. */
    private static final int VALUE_BYTES = 80;

    private static final String NO_OBJECT = "is not a strict JSON object";

    /** No octet of ASCII, as those beyond it, which may stand in strings only. */
    private static final byte END = -1;

    private final byte[] utf8;
    private final int maxDepth;
    private int at;
    private int weight;

    private StrictJson(byte[] utf8, int maxDepth) {
        this.utf8 = utf8;
        this.maxDepth = maxDepth;
    }

    /**
     * An object and what it weighs.
     *
     * @param weightBytes what it takes in memory beside its characters, erring upwards
     */
    record Read(Map<String, @Nullable Object> object, int weightBytes) {}

    /**
     * Reads an object.
     *
     * @param maxDepth the root being 1
     * @return null if the octets are anything else
     */
    static @Nullable Read object(byte[] utf8, int maxDepth) {
        StrictJson reader = new StrictJson(utf8, maxDepth);
        try {
            Map<String, @Nullable Object> object = reader.afterSpace() == '{' ? reader.readObject(1) : null;
            reader.afterSpace();
            return object != null && reader.at == utf8.length ? new Read(object, reader.weight) : null;
        } catch (NotStrictException e) {
            return null;
        }
    }

    /** Why the octets are no such object, as a predicate of what they stand for; reads them again. */
    static String fault(byte[] utf8, int maxDepth) {
        StrictJson reader = new StrictJson(utf8, maxDepth);
        try {
            if (reader.afterSpace() == '{') {
                reader.readObject(1);
            }
        } catch (NotStrictException e) {
            return e == NotStrictException.TOO_DEEP
                    ? "nests deeper than " + maxDepth + " levels"
                    : e == NotStrictException.DUPLICATE ? "has a name twice in one object" : NO_OBJECT;
        }
        return NO_OBJECT;
    }

    /** The octet to be read; negative where there is none, or none of ASCII. */
    private byte peek() {
        return at < utf8.length ? utf8[at] : END;
    }

    /** The first octet that is no white space, to be read. */
    private byte afterSpace() {
        byte octet = peek();
        while (octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t') {
            at++;
            octet = peek();
        }
        return octet;
    }

    private void take(char expected) throws NotStrictException {
        if (peek() != expected) {
            throw NotStrictException.INSTANCE;
        }
        at++;
    }

    private Map<String, @Nullable Object> readObject(int depth) throws NotStrictException {
        take('{');
        weight += CONTAINER_BYTES;
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        boolean more = afterSpace() != '}';
        for (int members = 1; more; members++) {
            afterSpace();
            String name = readString();
            weight += MEMBER_BYTES;
            afterSpace();
            take(':');
            object.put(name, readValue(depth));
            if (object.size() < members) {
                throw NotStrictException.DUPLICATE;
            }
            more = takeComma();
        }
        take('}');
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> readArray(int depth) throws NotStrictException {
        take('[');
        weight += CONTAINER_BYTES;
        List<@Nullable Object> array = new ArrayList<>();
        boolean more = afterSpace() != ']';
        while (more) {
            array.add(readValue(depth));
            more = takeComma();
        }
        take(']');
        return Collections.unmodifiableList(array);
    }

    private boolean takeComma() {
        boolean comma = afterSpace() == ',';
        if (comma) {
            at++;
        }
        return comma;
    }

    private @Nullable Object readValue(int depth) throws NotStrictException {
        weight += VALUE_BYTES;
        return switch (afterSpace()) {
            case '{' -> readObject(deeper(depth));
            case '[' -> readArray(deeper(depth));
            case '"' -> readString();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> readNumber();
        };
    }

    private int deeper(int depth) throws NotStrictException {
        if (depth >= maxDepth) {
            throw NotStrictException.TOO_DEEP;
        }
        return depth + 1;
    }

    private @Nullable Object literal(String name, @Nullable Object value) throws NotStrictException {
        for (int i = 0; i < name.length(); i++) {
            take(name.charAt(i));
        }
        return value;
    }

    private JsonNumber readNumber() throws NotStrictException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            takeDigits();
        }
        if (peek() == '.') {
            at++;
            takeDigits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            takeDigits();
        }
        String number = ascii(start, at);
        if (number.length() > MAX_NUMBER_CHARS || !JsonNumber.isFinite(number)) {
            throw NotStrictException.INSTANCE;
        }
        return new JsonNumber(number);
    }

    /** One digit or more. */
    private void takeDigits() throws NotStrictException {
        int start = at;
        byte octet = peek();
        while (octet >= '0' && octet <= '9') {
            at++;
            octet = peek();
        }
        if (at == start) {
            throw NotStrictException.INSTANCE;
        }
    }

    private String readString() throws NotStrictException {
        take('"');
        int start = at;
        boolean plain = true;
        for (int i = start; i < utf8.length; i++) {
            byte octet = utf8[i];
            if (octet == '"') {
                at = i + 1;
                return plain ? ascii(start, i) : requireText(JsonText.decode(utf8, start, i));
            }
            if (octet == '\\') {
                // What is escaped does not end the string; the rest is for the one who decodes it.
                plain = false;
                i++;
            } else if (octet < 0) {
                plain = false;
            } else if (octet < ' ') {
                break;
            }
        }
        throw NotStrictException.INSTANCE;
    }

    private String ascii(int start, int end) {
        return new String(utf8, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static String requireText(@Nullable String text) throws NotStrictException {
        if (text == null) {
            throw NotStrictException.INSTANCE;
        }
        return text;
    }

    /** The short way out of this class. */
    private static final class NotStrictException extends Exception {
        private static final long serialVersionUID = 1L;

        static final NotStrictException INSTANCE = new NotStrictException();
        static final NotStrictException TOO_DEEP = new NotStrictException();
        static final NotStrictException DUPLICATE = new NotStrictException();

        private NotStrictException() {
            super("not strict JSON", null, false, false);
        }
    }
}
