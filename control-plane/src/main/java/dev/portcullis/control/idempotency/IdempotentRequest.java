package dev.portcullis.control.idempotency;

import dev.portcullis.control.access.Caller;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.secret.SecretKeyRing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What tells the request at hand from another one: who sent it, under which key, and a fingerprint of what it says. */
@RequestScoped
public class IdempotentRequest {
    /** Header field of a POST. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
    private static final String HMAC = "HmacSHA256";

    private final HttpHeaders headers;
    private final Request request;
    private final UriInfo address;
    private final Caller caller;
    private final SecretKeyRing secrets;
    private byte[] body = {};

    IdempotentRequest(HttpHeaders headers, Request request, UriInfo address, Caller caller, SecretKeyRing secrets) {
        this.headers = headers;
        this.request = request;
        this.address = address;
        this.caller = caller;
        this.secrets = secrets;
    }

    /** Takes note of the body, which goes into the fingerprint and nowhere else. */
    public void noteBody(byte[] bytes) {
        body = bytes;
    }

    /**
     * The key; empty if there is none. Other methods than POST have no use for one: they may be repeated anyway.
     *
     * @throws Refusal with {@link ProblemCode#INVALID_PARAMETER} if it is malformed
     */
    Optional<String> key() {
        List<String> lines = headers.getRequestHeader(HEADER);
        if (lines == null || lines.isEmpty() || !request.getMethod().equals(HttpMethod.POST)) {
            return Optional.empty();
        }
        if (lines.size() > 1 || !KEY.matcher(lines.getFirst()).matches()) {
            throw new Refusal(
                    ProblemCode.INVALID_PARAMETER,
                    HEADER + ": malformed (expected: one field of 1 to 255 visible ASCII characters)");
        }
        return Optional.of(lines.getFirst());
    }

    /**
     * Of the subject: SHA-256.
     *
     * @throws Refusal if the token names none: nothing would tell its bearer from others
     */
    byte[] callerDigest() {
        String subject = caller.subject();
        if (subject.isEmpty()) {
            throw new Refusal(
                    ProblemCode.INVALID_PARAMETER, HEADER + ": the caller's token has no sub (expected: one that has)");
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    /** Of method, address and body. */
    byte[] fingerprint() {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secrets.derive("idempotency"), HMAC));
            URI uri = address.getRequestUri();
            String line = request.getMethod() + " " + uri.getRawPath() + "?" + uri.getRawQuery() + "\n";
            mac.update(line.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every Java platform", e);
        }
    }
}
