package dev.portcullis.gateway.framing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request's header must look like, so that everyone finds the same end of the message (RFC 9110, 9112, 9113). */
public final class FieldSyntax {
    /** Of a request's header: above the 16 KiB that a token may have, with room for the rest. */
    public static final int HEADER_BYTES = 64 << 10;

    /** Each field counts so much more than its bytes in HTTP/2 (RFC 9113 section 6.5.2). */
    private static final int FIELD_BYTES = 32;

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '!'; c < 127; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }

    private FieldSyntax() {}

    /** Why a decoded HTTP/1 request is ambiguous all the same; null if it is not. */
    @SuppressWarnings("ReferenceEquality") // Others are equal, such as one in lower case.
    static @Nullable String fault(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
            return "The version is neither HTTP/1.1 nor HTTP/1.0";
        }
        HttpHeaders headers = request.headers();
        String fault = fieldFault(headers);
        return fault != null ? fault : framingFault(headers);
    }

    private static @Nullable String framingFault(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.size() > 1 || (codings.size() == 1 && !codings.getFirst().equalsIgnoreCase("chunked"))) {
            return "The transfer coding is not chunked, and nothing else";
        }
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1 || (lengths.size() == 1 && !isLength(lengths.getFirst()))) {
            return "The length of the content is not one number";
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY2)) {
            // The decoder takes the eight bytes behind such a header for content, as a draft of 2010 had it.
            return "The WebSocket handshake is of an abandoned draft";
        }
        boolean content =
                !codings.isEmpty() || (!lengths.isEmpty() && !lengths.getFirst().equals("0"));
        return content && headers.contains(HttpHeaderNames.UPGRADE) ? "A request to upgrade carries content" : null;
    }

    /**
     * Why the header of an HTTP/2 request could not be written as one of HTTP/1.1; null if it could (RFC 9113 sections
     * 8.2.1 and 8.2.2).
     */
    public static @Nullable String http2Fault(Iterable<Map.Entry<String, String>> fields) {
        int lengths = 0;
        for (Map.Entry<String, String> field : fields) {
            switch (field.getKey()) {
                case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade" -> {
                    return "A field of the connection stands in an HTTP/2 request";
                }
                case "te" -> {
                    if (!field.getValue().equals("trailers")) {
                        return "TE says more than trailers in an HTTP/2 request";
                    }
                }
                case "content-length" -> {
                    if (++lengths > 1 || !isLength(field.getValue())) {
                        return "The length of the content is not one number";
                    }
                }
                default -> {}
            }
        }
        return fieldFault(fields);
    }

    /** Whether the header of an HTTP/2 request is larger than one may be. */
    public static boolean isHttp2HeaderTooLarge(@Nullable String target, Iterable<Map.Entry<String, String>> fields) {
        int bytes = target == null ? 0 : target.length();
        for (Map.Entry<String, String> field : fields) {
            bytes += field.getKey().length() + field.getValue().length() + FIELD_BYTES;
        }
        return bytes > HEADER_BYTES;
    }

    private static @Nullable String fieldFault(Iterable<Map.Entry<String, String>> fields) {
        for (Map.Entry<String, String> field : fields) {
            if (!isToken(field.getKey())) {
                return "The name of a field is not a token";
            }
            if (!isValue(field.getValue())) {
                return "The value of a field holds a control character";
            }
        }
        return null;
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 128 || !TOKEN[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                return false;
            }
        }
        return true;
    }

    /** Digits only: others read {@code +5}, {@code 0x5} or {@code 5, 5} in ways of their own. */
    private static boolean isLength(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= 18;
    }
}
