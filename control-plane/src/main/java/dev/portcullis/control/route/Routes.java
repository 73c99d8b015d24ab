package dev.portcullis.control.route;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.body.MergePatch;
import dev.portcullis.control.body.ServerFields;
import dev.portcullis.control.instance.Instances;
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
import dev.portcullis.control.store.RowKey;
import dev.portcullis.control.warning.Warnings;
import dev.portcullis.model.RequestPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be done with routes. */
@ApplicationScoped
public class Routes {
    private static final List<String> SERVER_FIELDS = List.of("id", "createdAt", "updatedAt", "revision");

    private final RouteRepository rows;
    private final PageReader pages;
    private final Instances instances;
    private final Revisions revisions;
    private final ServerFields serverFields;
    private final MergePatch mergePatch;
    private final Warnings warnings;

    Routes(
            RouteRepository rows,
            PageReader pages,
            Instances instances,
            Revisions revisions,
            ServerFields serverFields,
            MergePatch mergePatch,
            Warnings warnings) {
        this.rows = rows;
        this.pages = pages;
        this.instances = instances;
        this.revisions = revisions;
        this.serverFields = serverFields;
        this.mergePatch = mergePatch;
        this.warnings = warnings;
    }

    @Transactional
    Page<Route> list(String instanceId, PageRequest request) {
        instances.entity(instanceId);
        return pages.read(RouteList.TABLE, RouteEntity.class, request, Map.of("instance_id", instanceId), Map.of())
                .map(entity -> entity.view(null));
    }

    @Transactional
    Current<Route> read(String instanceId, String routeId) {
        return revisions.current(instanceId, entity(instanceId, routeId).view(null));
    }

    private RouteEntity entity(String instanceId, String routeId) {
        RouteEntity entity = rows.findById(new RowKey(instanceId, routeId));
        if (entity == null) {
            instances.entity(instanceId);
            throw Refusal.notFound("route", routeId);
        }
        return entity;
    }

    Changed<Route> create(String instanceId, JsonBody body) {
        return revisions.change(instanceId, change -> {
            change.requireExpectedAbsent();
            Faults faults = new Faults();
            FieldReader in = body.read(faults);
            RouteDefinition definition = RouteWrite.readDefinition(in, policy(instanceId));
            in.refuseUnknown();
            faults.refuseIfAny();
            refuseTaken(instanceId, definition.name(), null);
            RouteEntity entity = new RouteEntity(change, change.newId(ResourceId.Kind.ROUTE), definition);
            rows.persist(entity);
            return entity.view(warnings.ofRoute(change, entity.item()));
        });
    }

    Changed<Route> replace(String instanceId, String routeId, JsonBody body) {
        return rewrite(instanceId, routeId, current -> body);
    }

    Changed<Route> patch(String instanceId, String routeId, JsonBody patch) {
        return rewrite(instanceId, routeId, current -> mergePatch.apply(patch, current));
    }

    private Changed<Route> rewrite(String instanceId, String routeId, Function<Route, JsonBody> document) {
        return revisions.change(instanceId, change -> {
            RouteEntity entity = entity(instanceId, routeId);
            change.requireExpected(entity.revision());
            Route current = entity.view(null);
            Faults faults = new Faults();
            FieldReader in = document.apply(current).read(faults);
            RouteDefinition definition = RouteWrite.readDefinition(in, policy(instanceId));
            serverFields.compare(in, current, SERVER_FIELDS);
            in.pass("warnings");
            in.refuseUnknown();
            faults.refuseIfAny();
            refuseTaken(instanceId, definition.name(), routeId);
            entity.define(change, definition);
            return entity.view(warnings.ofRoute(change, entity.item()));
        });
    }

    Changed<String> delete(String instanceId, String routeId) {
        return revisions.change(instanceId, change -> {
            RouteEntity entity = entity(instanceId, routeId);
            change.requireExpected(entity.revision());
            change.remove(entity.item().itemKey());
            rows.delete(entity);
            return routeId;
        });
    }

    /** Reads what a route shall be; unknown fields are the caller's business. */
    public static RouteDefinition readDefinition(FieldReader in, RequestPolicy policy) {
        return RouteWrite.readDefinition(in, policy);
    }

    /** Makes a route what it was; null: gone. That its name is unique must have been seen to. */
    public void restore(Change change, String routeId, @Nullable RouteDefinition definition) {
        RouteEntity entity = rows.findById(new RowKey(change.instanceId(), routeId));
        if (definition == null) {
            if (entity != null) {
                change.remove(entity.item().itemKey());
                rows.delete(entity);
            }
        } else if (entity == null) {
            rows.persist(new RouteEntity(change, routeId, definition));
        } else {
            entity.define(change, definition);
        }
    }

    private RequestPolicy policy(String instanceId) {
        return instances.entity(instanceId).definition().requestPolicy();
    }

    private void refuseTaken(String instanceId, String name, @Nullable String exceptId) {
        if (rows.isNameTaken(instanceId, name, exceptId)) {
            throw new Refusal(ProblemCode.NAME_TAKEN, "name: \"" + name + "\" (expected: one that no other route has)");
        }
    }
}
