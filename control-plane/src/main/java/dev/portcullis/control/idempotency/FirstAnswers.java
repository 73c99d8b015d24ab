package dev.portcullis.control.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The first answers to requests with a key, for {@value #KEPT_HOURS} hours. Everything here runs in the transaction of the
 * change, so that an answer is kept if, and only if, what it says was done. A refusal changed nothing and is not kept: the
 * same request may succeed later.
 */
@ApplicationScoped
public class FirstAnswers {
    static final int KEPT_HOURS = 24;

    /** Waits for whoever has the same key in hand; leaves what is there alone unless that has expired. */
    private static final String CLAIM = """
            INSERT INTO idempotent_answer AS kept (caller, idempotency_key, request, created_at)
            VALUES (:caller, :key, :request, :now)
            ON CONFLICT (caller, idempotency_key) DO UPDATE
            SET request = excluded.request, created_at = excluded.created_at, answer = NULL
            WHERE kept.created_at <= :expired""";

    private static final String FIND = """
            SELECT request, answer::text FROM idempotent_answer WHERE caller = :caller AND idempotency_key = :key""";
    private static final String KEEP = """
            UPDATE idempotent_answer SET answer = CAST(:answer AS jsonb)
            WHERE caller = :caller AND idempotency_key = :key""";
    /** A few at a time, and never waiting for anybody: there are always more removed than made. */
    private static final String PURGE = """
            DELETE FROM idempotent_answer WHERE (caller, idempotency_key) IN (
                SELECT caller, idempotency_key FROM idempotent_answer WHERE created_at <= :expired
                ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)""";

    private final EntityManager entities;
    private final IdempotentRequest request;
    private final ObjectMapper mapper;
    private final Clock clock;

    FirstAnswers(EntityManager entities, IdempotentRequest request, ObjectMapper mapper, Clock clock) {
        this.entities = entities;
        this.request = request;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * Claims the key of the request at hand, if it has one. To be called before anything else is locked.
     *
     * @return whether it has one, and so its answer has to be kept
     * @throws Repeated if the request has been answered
     * @throws Refusal with {@link ProblemCode#IDEMPOTENCY_KEY_REUSED} if another request had the key
     */
    public boolean claim() {
        String key = request.key().orElse(null);
        if (key == null) {
            return false;
        }
        byte[] caller = request.callerDigest();
        int claimed = entities.createNativeQuery(CLAIM)
                .setParameter("caller", caller)
                .setParameter("key", key)
                .setParameter("request", request.fingerprint())
                .setParameter("now", clock.instant())
                .setParameter("expired", expired())
                .executeUpdate();
        return claimed > 0 || claimUnlessAnswered(caller, key);
    }

    /** Throws, unless what was there has expired and gone in this very moment. */
    private boolean claimUnlessAnswered(byte[] caller, String key) {
        List<Object[]> rows = entities.createNativeQuery(FIND, Object[].class)
                .setParameter("caller", caller)
                .setParameter("key", key)
                .getResultList();
        if (rows.isEmpty()) {
            return claim();
        }
        Object[] row = rows.getFirst();
        if (!MessageDigest.isEqual((byte[]) row[0], request.fingerprint())) {
            throw new Refusal(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    IdempotentRequest.HEADER + ": sent before with another request (expected: a new one for each)");
        }
        try {
            throw new Repeated(mapper.readValue((String) row[1], FirstAnswer.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a first answer that this version cannot read", e);
        }
    }

    /** Keeps the answer to the request whose key was claimed, and removes some that have expired. */
    public void keep(FirstAnswer answer) {
        entities.createNativeQuery(KEEP)
                .setParameter("answer", json(answer))
                .setParameter("caller", request.callerDigest())
                .setParameter("key", request.key().orElseThrow())
                .executeUpdate();
        entities.createNativeQuery(PURGE).setParameter("expired", expired()).executeUpdate();
    }

    /** As it goes over the wire. */
    public String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON", e);
        }
    }

    private Instant expired() {
        return clock.instant().minus(Duration.ofHours(KEPT_HOURS));
    }
}
