package dev.portcullis.control.parameter;

import dev.portcullis.control.body.Faults;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses parameters that an operation does not declare: whoever misspells {@code dryRun} must not get the real thing. */
public class KnownParameters {
    /** Behind {@link dev.portcullis.control.access.InstanceScope}: who may not call learns nothing of parameters. */
    private static final int BEHIND_ACCESS = Priorities.USER + 1;

    @ServerRequestFilter(priority = BEHIND_ACCESS)
    void refuseOthers(ResourceInfo resource, UriInfo address) {
        List<Parameter> parameters = List.of(resource.getResourceMethod().getParameters());
        if (parameters.stream().anyMatch(parameter -> parameter.isAnnotationPresent(WholeQuery.class))) {
            return;
        }
        List<String> known = parameters.stream()
                .map(parameter -> parameter.getAnnotation(QueryParam.class))
                .filter(Objects::nonNull)
                .map(QueryParam::value)
                .toList();
        Faults faults = new Faults();
        QueryParameters query = new QueryParameters(address.getQueryParameters(), faults);
        known.forEach(query::requireValue);
        query.refuseUnknown(known);
        faults.refuseParametersIfAny();
    }
}
