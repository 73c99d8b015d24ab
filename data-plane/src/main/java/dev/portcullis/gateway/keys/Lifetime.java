package dev.portcullis.gateway.keys;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a fetched set is fresh, by its answer's {@code Cache-Control} and {@code Age} (RFC 9111 sections 4.2 and 5). */
final class Lifetime {
    static final Duration SHORTEST = Duration.ofSeconds(30);
    static final Duration USUAL = Duration.ofMinutes(5);
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern MAX_AGE = Pattern.compile("max-age\\s*=\\s*\"?([0-9]+)\"?");

    private Lifetime() {}

    /** Between 30 s and 24 h; 5 min if the answer does not say. */
    static Duration of(MultiMap headers) {
        OptionalLong maxAge = maxAgeSeconds(headers.getAll("Cache-Control"));
        if (maxAge.isEmpty()) {
            return USUAL;
        }
        String age = headers.get("Age");
        long ageSeconds = age == null ? 0 : seconds(age.strip());
        long left = Math.clamp(maxAge.getAsLong() - ageSeconds, SHORTEST.toSeconds(), LONGEST.toSeconds());
        return Duration.ofSeconds(left);
    }

    /** The least that any directive says; empty if none says anything. */
    private static OptionalLong maxAgeSeconds(List<String> fields) {
        OptionalLong least = OptionalLong.empty();
        for (String field : fields) {
            for (String directive : field.toLowerCase(Locale.ROOT).split(",", -1)) {
                String text = directive.strip();
                Matcher matcher = MAX_AGE.matcher(text);
                boolean never = text.equals("no-store") || text.equals("no-cache") || text.startsWith("no-cache=");
                if (never || matcher.matches()) {
                    long seconds = never ? 0 : seconds(matcher.group(1));
                    least = OptionalLong.of(Math.min(seconds, least.orElse(seconds)));
                }
            }
        }
        return least;
    }

    /** A number too long to read is as good as the largest; anything else counts as 0. */
    private static long seconds(String digits) {
        if (!digits.matches("[0-9]+")) {
            return 0;
        }
        return digits.length() > 9 ? 999_999_999 : Long.parseLong(digits);
    }
}
