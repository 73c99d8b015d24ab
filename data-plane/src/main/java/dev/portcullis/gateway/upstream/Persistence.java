package dev.portcullis.gateway.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a response says of the connection it came on. */
final class Persistence {
    private static final String TIMEOUT = "timeout=";
    private static final String EVENT_STREAM = "text/event-stream";

    /** The upstream's time begins earlier than ours, and what we send takes its time too. */
    private static final long MARGIN_SECONDS = 1;

    private Persistence() {}

    /** For how long the connection may wait for its next request; 0: not at all (RFC 9112 section 9.6). */
    static long keptNanos(MultiMap fields) {
        for (String value : fields.getAll(HttpHeaders.CONNECTION)) {
            for (String option : value.split(",", -1)) {
                if (option.strip().equalsIgnoreCase("close")) {
                    return 0;
                }
            }
        }
        return statedNanos(fields.get(HttpHeaders.KEEP_ALIVE));
    }

    /** {@code timeout=5, max=100}: a hint that many servers give (RFC 2068 section 19.7.1.1). */
    private static long statedNanos(@Nullable String hint) {
        int at = hint == null ? -1 : hint.indexOf(TIMEOUT);
        if (hint == null || at < 0) {
            return Long.MAX_VALUE;
        }
        long seconds = 0;
        for (int i = at + TIMEOUT.length(); i < hint.length() && Character.isDigit(hint.charAt(i)); i++) {
            seconds = Math.min(seconds * 10 + Character.digit(hint.charAt(i), 10), TimeUnit.DAYS.toSeconds(1));
        }
        return TimeUnit.SECONDS.toNanos(Math.max(0, seconds - MARGIN_SECONDS));
    }

    /** Server-sent events, which go on for as long as the client listens. */
    static boolean isEventStream(MultiMap fields) {
        String type = fields.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }
}
