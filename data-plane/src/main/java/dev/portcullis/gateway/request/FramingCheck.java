package dev.portcullis.gateway.request;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a header may not say of the body that follows it (RFC 9112 section 6), because servers would disagree on where the
 * next request begins.
 */
final class FramingCheck {
    private FramingCheck() {}

    /** A fixed sentence that names the fault and quotes nothing, or null if there is none. */
    static @Nullable String fault(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> encodings = headers.getAll("transfer-encoding");
        List<String> lengths = headers.getAll("content-length");
        if (!encodings.isEmpty()) {
            if (request.version() == HttpVersion.HTTP_1_0) {
                return "Transfer-Encoding in HTTP/1.0";
            }
            if (!lengths.isEmpty()) {
                return "Transfer-Encoding and Content-Length";
            }
            if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
                return "A Transfer-Encoding other than chunked";
            }
        }
        if (lengths.size() > 1) {
            return "More than one Content-Length";
        }
        if (!lengths.isEmpty() && !isNumber(lengths.getFirst())) {
            return "A Content-Length that is no number";
        }
        return null;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 18;
    }
}
