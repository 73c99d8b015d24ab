package dev.portcullis.gateway.keys;

import dev.portcullis.policy.address.AddressRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Limits of fetching keys.
 *
 * @param allowHttp whether keys may come over plain HTTP
 * @param allowedNetworks that may be dialled although they are not public
 * @param connectTimeout of one attempt to connect, the TLS handshake apart
 * @param documentTimeout of one document from name resolution to its last octet; a discovery takes two documents
 * @param maxBodyBytes of one document
 * @param staleLimit how long past its lifetime a set may serve when refreshes fail
 * @param backOffMin the first delay after a failure; each further one doubles it
 * @param backOffMax the longest delay
 * @param refetchInterval between two fetches of one URL that unknown kids cause
 */
public record RemoteKeysOptions(
        boolean allowHttp,
        List<AddressRange> allowedNetworks,
        Duration connectTimeout,
        Duration documentTimeout,
        int maxBodyBytes,
        Duration staleLimit,
        Duration backOffMin,
        Duration backOffMax,
        Duration refetchInterval) {

    public RemoteKeysOptions {
        allowedNetworks = List.copyOf(allowedNetworks);
    }

    /** Https to public addresses only; 3 s to connect, 10 s and 64 KiB per document, keys up to 24 h past their lifetime. */
    public static RemoteKeysOptions strict() {
        return new RemoteKeysOptions(
                false,
                List.of(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                64 * 1024,
                Duration.ofHours(24),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30));
    }

    /**
     * Reads {@code PORTCULLIS_KEYS_ALLOW_HTTP} (true or false), {@code PORTCULLIS_KEYS_ALLOW_NETWORKS} (address ranges,
     * separated by commas) and {@code PORTCULLIS_KEYS_STALE_LIMIT_SECONDS} (0 or more); all else is {@link #strict()}.
     *
     * @param faults takes one for each variable that cannot be used: its name, what was found and what was expected
     */
    public static RemoteKeysOptions fromEnvironment(Map<String, String> environment, Consumer<String> faults) {
        RemoteKeysOptions strict = strict();
        return new RemoteKeysOptions(
                read(environment, "ALLOW_HTTP", strict.allowHttp, RemoteKeysOptions::flag, faults),
                read(environment, "ALLOW_NETWORKS", strict.allowedNetworks, RemoteKeysOptions::networks, faults),
                strict.connectTimeout,
                strict.documentTimeout,
                strict.maxBodyBytes,
                read(environment, "STALE_LIMIT_SECONDS", strict.staleLimit, RemoteKeysOptions::seconds, faults),
                strict.backOffMin,
                strict.backOffMax,
                strict.refetchInterval);
    }

    private static <T> T read(
            Map<String, String> environment,
            String what,
            T byDefault,
            Function<String, T> parser,
            Consumer<String> faults) {
        String name = "PORTCULLIS_KEYS_" + what;
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            return byDefault;
        }
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            faults.accept(name + ": " + e.getMessage());
            return byDefault;
        }
    }

    private static boolean flag(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(value + " (expected: true or false)");
        }
        return value.equals("true");
    }

    private static List<AddressRange> networks(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .map(AddressRange::parse)
                .toList();
    }

    private static Duration seconds(String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(value + " (expected: 0-999999999)");
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }
}
