package dev.portcullis.gateway.snapshot;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The settings of starting without Kafka.
 *
 * @param topicWait how long a starting node tries Kafka alone
 * @param controlPlane where to ask for a snapshot, a URL without query and fragment; empty: nowhere
 * @param stateDir where to keep the last good configuration, made if it is not there; empty: nowhere
 * @param stateMaxAge since the configuration on disk was last known to be the newest
 */
public record SnapshotOptions(
        Duration topicWait, Optional<URI> controlPlane, Optional<Path> stateDir, Duration stateMaxAge) {
    private static final String CONTROL_PLANE = "PORTCULLIS_CONTROL_PLANE";
    private static final String ALLOW_HTTP = "PORTCULLIS_CONTROL_PLANE_ALLOW_HTTP";
    private static final String STATE_DIR = "PORTCULLIS_STATE_DIR";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @param faults is told of every setting at fault; what is answered then is of no use */
    public static SnapshotOptions fromEnvironment(Map<String, String> environment, Consumer<String> faults) {
        return new SnapshotOptions(
                Duration.ofMillis(number(environment, "PORTCULLIS_START_TOPIC_WAIT_MILLIS", 3_000, 60_000, faults)),
                controlPlane(environment, faults),
                stateDir(environment, faults),
                Duration.ofSeconds(number(
                        environment,
                        "PORTCULLIS_STATE_MAX_AGE_SECONDS",
                        Duration.ofDays(7).toSeconds(),
                        Duration.ofDays(3650).toSeconds(),
                        faults)));
    }

    private static Optional<URI> controlPlane(Map<String, String> environment, Consumer<String> faults) {
        String text = text(environment, CONTROL_PLANE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String allowed = text(environment, ALLOW_HTTP);
        if (!Set.of("", "true", "false").contains(allowed)) {
            faults.accept(ALLOW_HTTP + ": " + allowed + " (expected: true or false)");
        }
        return url(text, allowed.equals("true"), faults);
    }

    private static Optional<URI> url(String text, boolean allowsHttp, Consumer<String> faults) {
        String expected = " (expected: https://host[:port], or http for this machine or with " + ALLOW_HTTP + "=true)";
        try {
            URI url = new URI(text);
            String scheme = String.valueOf(url.getScheme());
            boolean plain = url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            boolean secure = scheme.equals("https")
                    || (scheme.equals("http") && plain && (allowsHttp || LOOPBACK.contains(url.getHost())));
            if (plain && secure) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        // It is not quoted: somebody may have put a password into it.
        faults.accept(CONTROL_PLANE + ": no such URL" + expected);
        return Optional.empty();
    }

    private static Optional<Path> stateDir(Map<String, String> environment, Consumer<String> faults) {
        String text = text(environment, STATE_DIR);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path dir = Path.of(text);
        if (Files.exists(dir) && (!Files.isDirectory(dir) || !Files.isWritable(dir))) {
            faults.accept(STATE_DIR + ": " + text
                    + " is no directory that can be written to (expected: one, or nothing there yet)");
        }
        return Optional.of(dir);
    }

    private static long number(
            Map<String, String> environment, String name, long byDefault, long max, Consumer<String> faults) {
        String text = text(environment, name);
        try {
            long number = text.isEmpty() ? byDefault : Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as a number out of range.
        }
        faults.accept(name + ": " + text + " (expected: 0-" + max + ")");
        return byDefault;
    }

    private static String text(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
