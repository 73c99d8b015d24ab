package dev.portcullis.control.instance;

import dev.portcullis.control.access.Caller;
import dev.portcullis.control.access.InstanceScope;
import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.MergePatch;
import dev.portcullis.control.body.ServerFields;
import dev.portcullis.control.page.Page;
import dev.portcullis.control.page.PageReader;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import dev.portcullis.control.revision.Change;
import dev.portcullis.control.revision.Changed;
import dev.portcullis.control.revision.Current;
import dev.portcullis.control.revision.ResourceId;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.model.ItemKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with instances. */
@ApplicationScoped
public class Instances {
    private static final List<String> SERVER_FIELDS = List.of("id", "createdAt", "updatedAt", "revision");

    private final InstanceRepository rows;
    private final PageReader pages;
    private final EntityManager entities;
    private final Revisions revisions;
    private final ServerFields serverFields;
    private final MergePatch mergePatch;
    private final Caller caller;
    private final Clock clock;

    Instances(
            InstanceRepository rows,
            PageReader pages,
            EntityManager entities,
            Revisions revisions,
            ServerFields serverFields,
            MergePatch mergePatch,
            Caller caller,
            Clock clock) {
        this.rows = rows;
        this.pages = pages;
        this.entities = entities;
        this.revisions = revisions;
        this.serverFields = serverFields;
        this.mergePatch = mergePatch;
        this.caller = caller;
        this.clock = clock;
    }

    /** Those that the caller may touch. */
    @Transactional
    Page<Instance> list(PageRequest request) {
        Set<String> confinedTo = caller.confinedTo();
        Map<String, Set<String>> confined = confinedTo == null ? Map.of() : Map.of("id", confinedTo);
        return pages.read(InstanceList.TABLE, InstanceEntity.class, request, Map.of(), confined)
                .map(InstanceEntity::view);
    }

    @Transactional
    Current<Instance> read(String instanceId) {
        InstanceEntity entity = entity(instanceId);
        return new Current<>(entity.view(), entity.epoch());
    }

    /** @throws Refusal if there is none of that id */
    public InstanceEntity entity(String instanceId) {
        InstanceEntity entity = rows.findById(instanceId);
        if (entity == null) {
            throw Refusal.notFound("instance", instanceId);
        }
        return entity;
    }

    Changed<Instance> create(JsonBody body) {
        Faults faults = new Faults();
        FieldReader in = body.read(faults);
        String chosen = InstanceWrite.readId(in);
        InstanceDefinition definition = InstanceWrite.readDefinition(in);
        in.refuseUnknown();
        faults.refuseIfAny();
        String id = chosen != null
                ? chosen
                : ResourceId.of(ResourceId.Kind.INSTANCE, ResourceId.randomFloor(clock.millis()));
        if (!caller.mayTouch(id)) {
            throw InstanceScope.refusal();
        }
        return revisions.found(id, change -> insert(change, definition));
    }

    private Instance insert(Change change, InstanceDefinition definition) {
        InstanceEntity present = rows.findById(change.instanceId());
        if (present == null) {
            change.requireExpectedAbsent();
        } else {
            change.requireExpected(present.tag());
            throw new Refusal(ProblemCode.ID_TAKEN, "an instance " + change.instanceId() + " exists");
        }
        refuseTaken(definition.name(), null);
        InstanceEntity entity = new InstanceEntity(change, definition);
        rows.persist(entity);
        // The row comes before the outbox entries: an earlier instance of that id is then gone for good, its entries
        // too.
        rows.flush();
        return entity.view();
    }

    Changed<Instance> replace(String instanceId, JsonBody body) {
        return rewrite(instanceId, current -> body);
    }

    Changed<Instance> patch(String instanceId, JsonBody patch) {
        return rewrite(instanceId, current -> mergePatch.apply(patch, current));
    }

    private Changed<Instance> rewrite(String instanceId, Function<Instance, JsonBody> document) {
        return revisions.change(instanceId, change -> {
            InstanceEntity entity = entity(instanceId);
            change.requireExpected(entity.tag());
            Instance current = entity.view();
            Faults faults = new Faults();
            FieldReader in = document.apply(current).read(faults);
            InstanceDefinition definition = InstanceWrite.readDefinition(in);
            serverFields.compare(in, current, SERVER_FIELDS);
            in.refuseUnknown();
            faults.refuseIfAny();
            refuseTaken(definition.name(), instanceId);
            entity.define(change, definition);
            return entity.view();
        });
    }

    /** Reads what an instance shall be; its id and unknown fields are the caller's business. */
    public static InstanceDefinition readDefinition(FieldReader in) {
        return InstanceWrite.readDefinition(in);
    }

    /** Makes the instance what it was. */
    public void restore(Change change, InstanceDefinition definition) {
        refuseTaken(definition.name(), change.instanceId());
        entity(change.instanceId()).define(change, definition);
    }

    private void refuseTaken(String name, @Nullable String exceptId) {
        if (rows.isNameTaken(name, exceptId)) {
            throw new Refusal(
                    ProblemCode.NAME_TAKEN, "name: \"" + name + "\" (expected: one that no other instance has)");
        }
    }

    /** @param cascade whether routes and rules go with it, which then must all be disabled */
    Changed<String> delete(String instanceId, boolean cascade) {
        return revisions.change(instanceId, change -> {
            change.requireExpected(entity(instanceId).tag());
            InstanceContents contents = InstanceContents.of(entities, instanceId);
            if (!cascade && !contents.isEmpty()) {
                throw new Refusal(
                        ProblemCode.INSTANCE_NOT_EMPTY, contents.describe() + " (expected: none, or cascade=true)");
            }
            if (contents.enabledRules() > 0) {
                throw new Refusal(
                        ProblemCode.RULE_ENABLED,
                        contents.enabledRules()
                                + " enabled rules (expected: all disabled before the instance is deleted)");
            }
            contents.items().forEach(change::remove);
            change.remove(new ItemKey.OfInstance(instanceId));
            change.end();
            rows.remove(instanceId);
            return instanceId;
        });
    }
}
