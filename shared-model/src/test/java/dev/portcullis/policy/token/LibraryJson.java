package dev.portcullis.policy.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StrictJson} should read, by a library that is held to be as strict. */
final class LibraryJson {
    /** Names of strangers' tokens are neither interned nor kept in a symbol table: both would grow. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final int maxDepth;

    private LibraryJson(JsonParser parser, int maxDepth) {
        this.parser = parser;
        this.maxDepth = maxDepth;
    }

    /**
     * Reads an object.
     *
     * @param maxDepth the root being 1
     * @return null if the octets are anything else
     */
    static @Nullable Map<String, @Nullable Object> object(byte[] utf8, int maxDepth) {
        String text = decode(utf8);
        if (text == null) {
            return null;
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            LibraryJson reader = new LibraryJson(parser, maxDepth);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Map<String, @Nullable Object> object = reader.readObject(1);
            return parser.nextToken() == null ? object : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable String decode(byte[] utf8) {
        // What is no UTF-8 becomes U+FFFD here, and does not come back as it was.
        String text = new String(utf8, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8) && escapesAreHex(text) ? text : null;
    }

    /** Jackson looks at the lower eight bits of a character only, and takes U+0563 for the digit c (U+0063). */
    private static boolean escapesAreHex(String text) {
        for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i + 2)) {
            boolean unicode = text.startsWith("u", i + 1);
            for (int digit = i + 2; unicode && digit < Math.min(i + 6, text.length()); digit++) {
                if (text.charAt(digit) >= 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    private Map<String, @Nullable Object> readObject(int depth) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        String name = parser.nextFieldName();
        while (name != null) {
            requireWhole(name);
            if (object.containsKey(name)) {
                throw new NotStrictException();
            }
            object.put(name, readValue(parser.nextToken(), depth));
            name = parser.nextFieldName();
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw new NotStrictException();
        }
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> readArray(int depth) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            array.add(readValue(token, depth));
            token = parser.nextToken();
        }
        return Collections.unmodifiableList(array);
    }

    private @Nullable Object readValue(@Nullable JsonToken token, int depth) throws IOException {
        return switch (token) {
            case START_OBJECT -> readObject(deeper(depth));
            case START_ARRAY -> readArray(deeper(depth));
            case VALUE_STRING -> requireWhole(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null -> throw new NotStrictException();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new NotStrictException();
        };
    }

    private JsonNumber readNumber() throws IOException {
        String text = parser.getText();
        if (!JsonNumber.isFinite(text)) {
            throw new NotStrictException();
        }
        return new JsonNumber(text);
    }

    private int deeper(int depth) throws IOException {
        if (depth >= maxDepth) {
            throw new NotStrictException();
        }
        return depth + 1;
    }

    private static String requireWhole(String text) throws IOException {
        if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
            throw new NotStrictException();
        }
        return text;
    }

    /** Joins the parser's own exceptions on their short way out of this class. */
    private static final class NotStrictException extends IOException {
        private static final long serialVersionUID = 1L;

        NotStrictException() {
            super("not strict JSON");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
