package dev.portcullis.control.answer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code wait} preference of RFC 7240 section 4.3. */
final class Preference {
    /** A longer wait is cut to this. */
    static final int MAX_WAIT_SECONDS = 30;

    private static final Pattern WAIT =
            Pattern.compile("\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    private Preference() {}

    /** How long the client is ready to wait; empty if it said nothing, or nothing that we understand. */
    static Optional<Duration> wait(@Nullable List<String> preferFields) {
        for (String field : preferFields == null ? List.<String>of() : preferFields) {
            for (String preference : field.split(",", -1)) {
                Matcher matcher = WAIT.matcher(preference);
                if (matcher.matches()) {
                    int seconds = Integer.parseInt(matcher.group(1));
                    return Optional.of(Duration.ofSeconds(Math.min(seconds, MAX_WAIT_SECONDS)));
                }
            }
        }
        return Optional.empty();
    }
}
