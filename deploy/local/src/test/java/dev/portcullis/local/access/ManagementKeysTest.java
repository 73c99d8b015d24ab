package dev.portcullis.local.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path dir;

    @Test
    void a_token_verifies_with_the_public_key_and_says_what_was_asked() throws Exception {
        ManagementKeys keys = new ManagementKeys(dir.resolve("keys"));
        keys.makeMissing();

        SignedJWT token = SignedJWT.parse(keys.sign(
                new ManagementToken(ManagementToken.Role.EDITOR, List.of("a", "b"), NOW, Duration.ofMinutes(5))));

        assertThat(token.verify(new ECDSAVerifier(read(keys.publicKey())))).isTrue();
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("https://portcullis.local");
        assertThat(claims.getAudience()).containsExactly("portcullis");
        assertThat(claims.getStringListClaim("groups")).containsExactly("editor");
        assertThat(claims.getStringListClaim("instances")).containsExactly("a", "b");
        assertThat(claims.getIssueTime()).isEqualTo(NOW);
        assertThat(claims.getExpirationTime()).isEqualTo(NOW.plusSeconds(300));
    }

    @Test
    void a_token_for_all_instances_has_no_such_claim() throws Exception {
        ManagementKeys keys = new ManagementKeys(dir.resolve("keys"));
        keys.makeMissing();
        SignedJWT token = SignedJWT.parse(
                keys.sign(new ManagementToken(ManagementToken.Role.ADMIN, List.of(), NOW, Duration.ofMinutes(5))));
        assertThat(token.getJWTClaimsSet().getClaims()).doesNotContainKey("instances");
    }

    @Test
    void an_instance_that_would_break_out_of_the_claim_is_refused() {
        assertThatThrownBy(() -> new ManagementToken(
                        ManagementToken.Role.VIEWER, List.of("a\"],\"groups\":[\"admin"), NOW, Duration.ofMinutes(5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_are_made_once_and_only_their_owner_can_read_them() throws Exception {
        ManagementKeys keys = new ManagementKeys(dir.resolve("keys"));
        keys.makeMissing();
        String ring = Files.readString(keys.secretKeys());
        String publicKey = Files.readString(keys.publicKey());

        keys.makeMissing();

        assertThat(Files.readString(keys.secretKeys())).isEqualTo(ring);
        assertThat(Files.readString(keys.publicKey())).isEqualTo(publicKey);
        assertThat(mode(dir.resolve("keys"))).isEqualTo("rwx------");
        assertThat(mode(dir.resolve("keys/management-private.pem"))).isEqualTo("rw-------");
        assertThat(mode(keys.secretKeys())).isEqualTo("rw-------");
    }

    @Test
    void the_secret_keys_are_a_ring_that_seals_and_opens() throws Exception {
        ManagementKeys keys = new ManagementKeys(dir.resolve("keys"));
        keys.makeMissing();
        SecretKeyRing ring = SecretKeyRing.parse(Files.readString(keys.secretKeys()));
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        assertThat(ring.open(ring.seal(secret, "here"), "here")).isEqualTo(secret);
    }

    private static ECPublicKey read(Path pem) throws Exception {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        return (ECPublicKey) KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
