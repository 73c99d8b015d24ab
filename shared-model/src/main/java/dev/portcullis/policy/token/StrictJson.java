package dev.portcullis.policy.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;
    private static final char END = '\uffff';

    private final String text;
    private final int maxDepth;
    private int at;
    private int weight;

    private StrictJson(String text, int maxDepth) {
        this.text = text;
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
        String text = decode(utf8);
        if (text == null) {
            return null;
        }
        StrictJson reader = new StrictJson(text, maxDepth);
        try {
            Map<String, @Nullable Object> object = reader.afterSpace() == '{' ? reader.readObject(1) : null;
            reader.afterSpace();
            return object != null && reader.at == text.length() ? new Read(object, reader.weight) : null;
        } catch (NotStrictException e) {
            return null;
        }
    }

    private static @Nullable String decode(byte[] utf8) {
        boolean ascii = true;
        for (byte b : utf8) {
            ascii &= b >= 0;
        }
        if (ascii) {
            return new String(utf8, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The character to be read; {@link #END} where there is none, which no rule of the grammar takes outside of strings. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    /** The first character that is no white space, to be read. */
    private char afterSpace() {
        char c = peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            c = peek();
        }
        return c;
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
                throw NotStrictException.INSTANCE;
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
            throw NotStrictException.INSTANCE;
        }
        return depth + 1;
    }

    private @Nullable Object literal(String name, @Nullable Object value) throws NotStrictException {
        if (!text.startsWith(name, at)) {
            throw NotStrictException.INSTANCE;
        }
        at += name.length();
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
        String number = text.substring(start, at);
        if (number.length() > MAX_NUMBER_CHARS || !JsonNumber.isFinite(number)) {
            throw NotStrictException.INSTANCE;
        }
        return new JsonNumber(number);
    }

    /** One digit or more. */
    private void takeDigits() throws NotStrictException {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw NotStrictException.INSTANCE;
        }
    }

    private String readString() throws NotStrictException {
        take('"');
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return text.substring(start, at - 1);
            }
            if (c == '\\') {
                return readEscaped(start);
            }
            if (c < ' ') {
                break;
            }
            at++;
        }
        throw NotStrictException.INSTANCE;
    }

    /** Goes on with a string at its first escape. */
    private String readEscaped(int start) throws NotStrictException {
        StringBuilder string = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return requireWhole(string.toString());
            }
            if (c < ' ') {
                break;
            }
            string.append(c == '\\' ? readEscape() : c);
        }
        throw NotStrictException.INSTANCE;
    }

    private char readEscape() throws NotStrictException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> readHex();
            default -> throw NotStrictException.INSTANCE;
        };
    }

    private char readHex() throws NotStrictException {
        int unit = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
            char c = peek();
            // Character.digit knows the digits of other scripts, too.
            int digit = c < 0x80 ? Character.digit(c, HEX) : -1;
            if (digit < 0) {
                throw NotStrictException.INSTANCE;
            }
            unit = unit * HEX + digit;
            at++;
        }
        return (char) unit;
    }

    /** Octets that are UTF-8 hold no half pairs, but escapes may. */
    private static String requireWhole(String text) throws NotStrictException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw NotStrictException.INSTANCE;
                }
                i++;
            }
        }
        return text;
    }

    /** The short way out of this class. */
    private static final class NotStrictException extends Exception {
        private static final long serialVersionUID = 1L;

        static final NotStrictException INSTANCE = new NotStrictException();

        private NotStrictException() {
            super("not strict JSON", null, false, false);
        }
    }
}
