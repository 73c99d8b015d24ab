package dev.portcullis.control.revision;

import dev.portcullis.control.access.Caller;
import dev.portcullis.control.database.Transactions;
import dev.portcullis.control.idempotency.FirstAnswer;
import dev.portcullis.control.idempotency.FirstAnswers;
import dev.portcullis.control.outbox.Outbox;
import dev.portcullis.control.precondition.Preconditions;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.model.ImageDigest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The frame in which every change happens. The instance's row is locked by taking the revision first: so the order of
 * revisions is the order of commits, and whatever a change reads of its instance stays true until it commits.
 */
@ApplicationScoped
public class Revisions {
    private static final Logger LOG = Logger.getLogger(Revisions.class);
    private static final String TAKE = """
            UPDATE instance SET revision = revision + 1, last_id = GREATEST(last_id + 1, :floor)
            WHERE id = :id RETURNING epoch, revision, last_id, digest_state""";

    private final EntityManager entities;
    private final Outbox outbox;
    private final CompileCheck check;
    private final Clock clock;
    private final Caller caller;
    private final RevisionLog log;
    private final HeadWriter heads;
    private final Epochs epochs;
    private final Preconditions preconditions;
    private final FirstAnswers firstAnswers;

    Revisions(
            EntityManager entities,
            Outbox outbox,
            CompileCheck check,
            Clock clock,
            Caller caller,
            Preconditions preconditions,
            RevisionLog log,
            HeadWriter heads,
            Epochs epochs,
            FirstAnswers firstAnswers) {
        this.entities = entities;
        this.outbox = outbox;
        this.check = check;
        this.clock = clock;
        this.caller = caller;
        this.preconditions = preconditions;
        this.log = log;
        this.heads = heads;
        this.epochs = epochs;
        this.firstAnswers = firstAnswers;
    }

    /**
     * Changes what is in an instance. Work that puts and removes nothing takes no revision and leaves no trace.
     *
     * @param work runs in the transaction; run again, from the start, if the database asks for it
     * @throws Refusal if there is no such instance, or the work refuses; nothing has then changed
     */
    public <T> Changed<T> change(String instanceId, Function<Change, T> work) {
        return transact(() -> take(instanceId), work, false);
    }

    /**
     * Changes what is in an instance as {@link #change} does, finds what that leads to, and undoes it. It leaves no trace, not
     * even of an idempotency key.
     *
     * @return with the newest revision there is
     */
    public <T> Changed<T> rehearse(String instanceId, Function<Change, T> work) {
        return transact(() -> take(instanceId), work, true);
    }

    /**
     * Makes an instance.
     *
     * @param work must insert its row, with epoch and revision of the change, before anything else
     */
    public <T> Changed<T> found(String instanceId, Function<Change, T> work) {
        return transact(
                () -> new Change(instanceId, epochs.next(), 1, 0, new ImageDigest().state(), now(), preconditions),
                work,
                false);
    }

    /** What was read of an instance, with the instance's epoch. */
    public <T extends Versioned> Current<T> current(String instanceId, T value) {
        return new Current<>(value, newest(instanceId).epoch());
    }

    /** Lets names be exchanged in the transaction at hand: that they are unique is then checked when it commits. */
    public void deferNames() {
        entities.createNativeQuery("SET CONSTRAINTS ALL DEFERRED").executeUpdate();
    }

    /** The newest revision of an instance. */
    public Newest newest(String instanceId) {
        List<Object[]> rows = entities.createNativeQuery(
                        "SELECT epoch, revision FROM instance WHERE id = ?1", Object[].class)
                .setParameter(1, instanceId)
                .getResultList();
        if (rows.isEmpty()) {
            throw Refusal.notFound("instance", instanceId);
        }
        return new Newest((String) rows.getFirst()[0], ((Number) rows.getFirst()[1]).longValue());
    }

    private <T> Changed<T> transact(Supplier<Change> begin, Function<Change, T> work, boolean isRehearsal) {
        try {
            Changed<T> changed = Transactions.call(() -> inTransaction(begin, work, isRehearsal));
            log(changed);
            return changed;
        } catch (NothingChanged nothing) {
            return nothing.answer();
        }
    }

    private <T> Changed<T> inTransaction(Supplier<Change> begin, Function<Change, T> work, boolean isRehearsal) {
        boolean isKeyed = firstAnswers.claim();
        Change change = begin.get();
        T value = work.apply(change);
        change.refuseUnjudged();
        if (change.isEmpty()) {
            Changed<T> unchanged = unchanged(change, value);
            if (!isKeyed || isRehearsal) {
                throw new NothingChanged(unchanged);
            }
            giveBack(change);
            keep(change, unchanged);
            return unchanged;
        }
        check.compile(change);
        entities.flush();
        if (isRehearsal) {
            change.records();
            throw new NothingChanged(unchanged(change, value));
        }
        if (change.lastNumberIfSeveral() > 0) {
            entities.createNativeQuery("UPDATE instance SET last_id = ?1 WHERE id = ?2")
                    .setParameter(1, change.lastNumberIfSeveral())
                    .setParameter(2, change.instanceId())
                    .executeUpdate();
        }
        HeadWriter.Publication publication = heads.next(change);
        log.append(change, publication.head().digest());
        outbox.append(change.instanceId(), change.epoch(), change.revision(), publication.entries());
        Changed<T> changed = new Changed<>(value, change.instanceId(), change.epoch(), change.revision());
        if (isKeyed) {
            keep(change, changed);
        }
        return changed;
    }

    private static <T> Changed<T> unchanged(Change change, T value) {
        return new Changed<>(value, change.instanceId(), change.epoch(), change.revision() - 1);
    }

    /** The answer has to be kept, so the transaction commits, but without the revision that it took in vain. */
    private void giveBack(Change change) {
        entities.createNativeQuery("UPDATE instance SET revision = revision - 1 WHERE id = ?1")
                .setParameter(1, change.instanceId())
                .executeUpdate();
    }

    private void keep(Change change, Changed<?> changed) {
        Versioned resource = changed.value() instanceof Versioned versioned ? versioned : null;
        firstAnswers.keep(new FirstAnswer(
                changed.instanceId(),
                changed.epoch(),
                changed.revision(),
                change.createdId(),
                resource == null ? null : resource.revision(),
                firstAnswers.json(changed.value())));
    }

    private Change take(String instanceId) {
        List<Object[]> rows = entities.createNativeQuery(TAKE, Object[].class)
                .setParameter("id", instanceId)
                .setParameter("floor", ResourceId.floor(clock.millis()))
                .getResultList();
        if (rows.isEmpty()) {
            throw Refusal.notFound("instance", instanceId);
        }
        Object[] row = rows.getFirst();
        return new Change(
                instanceId,
                (String) row[0],
                ((Number) row[1]).longValue(),
                ((Number) row[2]).longValue(),
                (byte[]) row[3],
                now(),
                preconditions);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void log(Changed<?> changed) {
        LOG.infof("%s is at revision %d by %s", changed.instanceId(), changed.revision(), caller.subject());
    }

    /** Rolls back a transaction that shall change nothing. */
    private static final class NothingChanged extends RuntimeException {
        private final transient Changed<?> answer;

        NothingChanged(Changed<?> answer) {
            super(null, null, false, false);
            this.answer = answer;
        }

        @SuppressWarnings("unchecked") // Thrown and caught by the same call, so the type is that call's.
        <T> Changed<T> answer() {
            return (Changed<T>) answer;
        }
    }
}
