package dev.portcullis.gateway.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request or response as it stood on the wire. Text is ISO 8859-1.
 *
 * @param head start line and fields, without the empty line
 * @param body decoded if it was chunked, trailers behind it
 */
public record RawMessage(String head, String body) {

    /** Whether content follows the head. */
    public enum Content {
        AS_FRAMED,
        /** The answer to HEAD. */
        NONE
    }

    public String startLine() {
        return head.lines().findFirst().orElse("");
    }

    /** Of a response. */
    public int status() {
        return Integer.parseInt(startLine().split(" ", -1)[1]);
    }

    /** Of a request. */
    public String target() {
        return startLine().split(" ", -1)[1];
    }

    /** The values of all fields of that name, in order. */
    public List<String> fields(String name) {
        List<String> values = new ArrayList<>();
        head.lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                values.add(line.substring(colon + 1).strip());
            }
        });
        return values;
    }

    /** The value of the only field of that name; null if there is none. */
    public @Nullable String field(String name) {
        List<String> values = fields(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " is there " + values.size() + " times");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The names of all fields in lower case, in order. */
    public List<String> fieldNames() {
        return head.lines()
                .skip(1)
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The next message of a stream; null if the stream ends before it begins. */
    static @Nullable RawMessage read(InputStream in, Content content) throws IOException {
        String head = readHead(in);
        if (head == null) {
            return null;
        }
        RawMessage message = new RawMessage(head, "");
        if (content == Content.NONE || message.isResponseWithoutContent()) {
            return message;
        }
        List<String> lengths = message.fields("content-length");
        if (message.fields("transfer-encoding").stream().anyMatch(v -> v.equalsIgnoreCase("chunked"))) {
            return new RawMessage(head, readChunked(in));
        }
        if (!lengths.isEmpty()) {
            return new RawMessage(head, text(in.readNBytes(Integer.parseInt(lengths.getFirst()))));
        }
        return head.startsWith("HTTP/") ? new RawMessage(head, text(in.readAllBytes())) : message;
    }

    private boolean isResponseWithoutContent() {
        return head.startsWith("HTTP/") && (status() < 200 || status() == 204 || status() == 304);
    }

    private static @Nullable String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !endsWithEmptyLine(head)) {
            int b = in.read();
            if (b < 0) {
                if (head.isEmpty()) {
                    return null;
                }
                throw new IOException("the stream ended inside a head: " + head);
            }
            head.append((char) b);
        }
        return head.substring(0, head.length() - 4);
    }

    private static boolean endsWithEmptyLine(StringBuilder head) {
        int end = head.length();
        return head.charAt(end - 1) == '\n'
                && head.charAt(end - 2) == '\r'
                && head.charAt(end - 3) == '\n'
                && head.charAt(end - 4) == '\r';
    }

    private static String readChunked(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(readLine(in).split(";", -1)[0].strip(), 16);
            if (size == 0) {
                return body.toString() + readTrailers(in);
            }
            body.append(text(in.readNBytes(size)));
            readLine(in);
        }
    }

    /** Trailers count as content: none are expected. */
    private static String readTrailers(InputStream in) throws IOException {
        StringBuilder trailers = new StringBuilder();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            trailers.append(line).append("\r\n");
        }
        return trailers.toString();
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the stream ended inside chunked content");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
