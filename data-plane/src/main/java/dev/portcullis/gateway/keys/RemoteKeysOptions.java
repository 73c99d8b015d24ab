package dev.portcullis.gateway.keys;

import dev.portcullis.policy.address.AddressRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
     * @throws IllegalArgumentException naming the variable, what was found and what was expected
     */
    public static RemoteKeysOptions fromEnvironment(Map<String, String> environment) {
        RemoteKeysOptions strict = strict();
        return new RemoteKeysOptions(
                flag("PORTCULLIS_KEYS_ALLOW_HTTP", environment.get("PORTCULLIS_KEYS_ALLOW_HTTP")),
                networks("PORTCULLIS_KEYS_ALLOW_NETWORKS", environment.get("PORTCULLIS_KEYS_ALLOW_NETWORKS")),
                strict.connectTimeout,
                strict.documentTimeout,
                strict.maxBodyBytes,
                seconds(
                        "PORTCULLIS_KEYS_STALE_LIMIT_SECONDS",
                        environment.get("PORTCULLIS_KEYS_STALE_LIMIT_SECONDS"),
                        strict.staleLimit),
                strict.backOffMin,
                strict.backOffMax,
                strict.refetchInterval);
    }

    private static boolean flag(String name, @Nullable String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new IllegalArgumentException(name + ": " + value + " (expected: true or false)");
    }

    private static List<AddressRange> networks(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return List.of();
        }
        try {
            return Arrays.stream(value.split(",", -1))
                    .map(String::strip)
                    .map(AddressRange::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static Duration seconds(String name, @Nullable String value, Duration otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0-999999999)");
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }
}
