package dev.portcullis.control.access;

import dev.portcullis.policy.token.TokenParser;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Set;

/**
 * Reads the caller's token as strictly as nodes read tokens, before Quarkus verifies it: jose4j passes over characters that
 * are no base64url, padding and stray bits, so that one token would have many spellings.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class StrictTokens implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";

    private final JWTAuthMechanism verification;

    StrictTokens(JWTAuthMechanism verification) {
        this.verification = verification;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        List<String> fields = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        return fields.size() > 1 || !fields.stream().allMatch(StrictTokens::isStrict)
                ? Uni.createFrom().failure(new AuthenticationFailedException())
                : verification.authenticate(context, identities);
    }

    /** Whether it is a token to verify, or none at all. */
    private static boolean isStrict(String field) {
        return !field.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || TokenParser.parse(field.substring(BEARER.length())) instanceof TokenParser.Parsing.Parsed;
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return verification.getChallenge(context);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return verification.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return verification.getCredentialTransport(context);
    }
}
