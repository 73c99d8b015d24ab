package dev.portcullis.local.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a management token says.
 *
 * @param instances the instances that its bearer is confined to; empty: not confined
 * @param issuedAt written in whole seconds
 */
public record ManagementToken(Role role, List<String> instances, Instant issuedAt, Duration lifetime) {
    /** Issuer of local management tokens. */
    public static final String ISSUER = "https://portcullis.local";

    /** Audience of local management tokens. */
    public static final String AUDIENCE = "portcullis";

    /** How long a token of the launcher is good. */
    public static final Duration USUAL_LIFETIME = Duration.ofDays(30);

    private static final Pattern INSTANCE_ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** What the bearer may do. */
    public enum Role {
        ADMIN("admin"),
        EDITOR("editor"),
        VIEWER("viewer");

        private final String group;

        Role(String group) {
            this.group = group;
        }

        /** As it stands in the claim {@code groups}. */
        public String group() {
            return group;
        }
    }

    /**
     * @throws IllegalArgumentException naming an instance that is no instance id
     */
    public ManagementToken {
        instances = List.copyOf(instances);
        for (String instance : instances) {
            if (!INSTANCE_ID.matcher(instance).matches()) {
                throw new IllegalArgumentException("instance: " + instance + " (expected: " + INSTANCE_ID + ")");
            }
        }
    }

    /** The claims as JSON. No value needs escaping: all are of restricted alphabets. */
    String claims() {
        long issued = issuedAt.getEpochSecond();
        String confined = instances.isEmpty()
                ? ""
                : instances.stream().collect(Collectors.joining("\",\"", ",\"instances\":[\"", "\"]"));
        return """
                {"iss":"%s","aud":"%s","sub":"local-%s","upn":"local-%s","groups":["%s"],"iat":%d,"exp":%d,"jti":"%s"%s}""".formatted(
                        ISSUER,
                        AUDIENCE,
                        role.group(),
                        role.group(),
                        role.group(),
                        issued,
                        issued + lifetime.toSeconds(),
                        UUID.randomUUID(),
                        confined);
    }
}
