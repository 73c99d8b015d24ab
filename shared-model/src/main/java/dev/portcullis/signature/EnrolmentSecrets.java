package dev.portcullis.signature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The enrolment secrets that the control plane takes: of one instance, or of all. An instance may have several, which is how
 * they are changed without a stop. Immutable and thread-safe.
 */
public final class EnrolmentSecrets {
    /** Takes none: no node is let in by a secret. */
    public static final EnrolmentSecrets NONE = new EnrolmentSecrets(Map.of());

    private static final String EVERY_INSTANCE = "*";

    private final Map<String, List<EnrolmentSecret>> byInstance;

    private EnrolmentSecrets(Map<String, List<EnrolmentSecret>> byInstance) {
        this.byInstance = byInstance;
    }

    /**
     * Reads secrets from configuration.
     *
     * @param text {@code instance:base64[,instance:base64…]}, each of 16 bytes or more; for the instance {@code *} it is
     *     that of all
     * @throws IllegalArgumentException naming the entry at fault by its position or instance, never by its content
     */
    public static EnrolmentSecrets parse(String text) {
        Map<String, List<EnrolmentSecret>> secrets = new LinkedHashMap<>();
        String[] entries = text.strip().split(",", -1);
        for (int i = 0; i < entries.length; i++) {
            String entry = entries[i].strip();
            int colon = entry.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "enrolment secret " + (i + 1) + ": no instance (expected: instance:base64, or *:base64)");
            }
            String instanceId = entry.substring(0, colon);
            try {
                secrets.computeIfAbsent(instanceId, id -> new ArrayList<>())
                        .add(EnrolmentSecret.parse(entry.substring(colon + 1)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("enrolment secret " + (i + 1) + ": " + e.getMessage());
            }
        }
        return new EnrolmentSecrets(secrets);
    }

    /** Whether a secret of the instance, or of all, made it. */
    public boolean verify(String instanceId, String purpose, byte[] message, byte[] mac) {
        boolean found = false;
        for (String whose : List.of(instanceId, EVERY_INSTANCE)) {
            for (EnrolmentSecret secret : byInstance.getOrDefault(whose, List.of())) {
                found |= secret.verify(purpose, message, mac);
            }
        }
        return found;
    }

    /** Whether there is no secret at all. */
    public boolean isEmpty() {
        return byInstance.isEmpty();
    }

    /** Names no secret. */
    @Override
    public String toString() {
        return "EnrolmentSecrets" + byInstance.keySet();
    }
}
