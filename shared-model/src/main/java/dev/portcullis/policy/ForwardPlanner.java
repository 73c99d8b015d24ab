package dev.portcullis.policy;

import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.pattern.FieldNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans how admitted requests go on. Immutable and thread-safe. */
final class ForwardPlanner {
    /** Fields that Connection may not have removed: framing and routing are the forwarder's own. */
    private static final Set<String> NOT_BY_CONNECTION =
            Set.of("host", "content-length", "transfer-encoding", "upgrade", "te", "trailer", "connection");

    private final RouteIndex routes;
    private final RemovedFields removedFields;

    ForwardPlanner(RouteIndex routes, RemovedFields removedFields) {
        this.routes = routes;
        this.removedFields = removedFields;
    }

    RouteIndex routes() {
        return routes;
    }

    Optional<ForwardPlan> plan(CanonicalRequest request, HeaderFields headers, Decision.Admitted decision) {
        return routes.find(request).map(match -> switch (decision) {
            case Decision.Pass ignored -> {
                String target = target(match, request, request.query());
                yield new Plan(match.route(), target, List.of(), removed(headers), removedFields, true);
            }
            case Decision.Authenticated authenticated -> planGranted(match, request, headers, authenticated.grant());
        });
    }

    private ForwardPlan planGranted(
            RouteIndex.Match match, CanonicalRequest request, HeaderFields headers, Grant grant) {
        RuleItem rule = grant.rule().item();
        Set<String> removed = removed(headers);
        List<ForwardPlan.Field> fields = new ArrayList<>();
        String query = request.query();
        if (!rule.passthrough()) {
            query = removeToken(grant.tokenPlaces(), query, headers, removed, fields);
        }
        for (RuleItem.ClaimHeader header : rule.claimsToHeaders()) {
            String value = ClaimHeaderText.of(grant.claims().at(header.claim()));
            if (value != null) {
                fields.add(new ForwardPlan.Field(header.header(), value));
            }
        }
        return new Plan(
                match.route(), target(match, request, query), List.copyOf(fields), removed, removedFields, false);
    }

    /** Takes the token out of all places where it stood; answers what is left of the query. */
    private static @Nullable String removeToken(
            List<TokenPlace> places,
            @Nullable String query,
            HeaderFields headers,
            Set<String> removed,
            List<ForwardPlan.Field> fields) {
        Set<String> parameters = new HashSet<>();
        Set<String> cookies = new HashSet<>();
        for (TokenPlace place : places) {
            switch (place.type()) {
                case HEADER -> removed.add(FieldNames.canonical(place.key()));
                case QUERY -> parameters.add(QueryText.octets(place.key()));
                case COOKIE -> cookies.add(place.key());
            }
        }
        if (!cookies.isEmpty()) {
            List<String> left = headers.values("cookie").stream()
                    .map(field -> CookieText.without(field, cookies::contains))
                    .filter(field -> !field.isEmpty())
                    .toList();
            removed.add("cookie");
            if (!left.isEmpty()) {
                fields.add(new ForwardPlan.Field("Cookie", String.join("; ", left)));
            }
        }
        return query == null || parameters.isEmpty() ? query : QueryText.without(query, parameters::contains);
    }

    /** What Connection asks an intermediary to remove (RFC 9110 section 7.6.1), before anything of ours is set. */
    private static Set<String> removed(HeaderFields headers) {
        Set<String> removed = new HashSet<>();
        for (String value : headers.values("connection")) {
            for (String option : value.split(",", -1)) {
                String name = FieldNames.canonical(option.strip());
                if (!name.isEmpty() && !NOT_BY_CONNECTION.contains(name)) {
                    removed.add(name);
                }
            }
        }
        return removed;
    }

    private static String target(RouteIndex.Match match, CanonicalRequest request, @Nullable String query) {
        String path = request.forwardPath();
        if (match.route().upstream().stripPrefix()) {
            int at = 0;
            for (int i = 0; i < match.prefixSegments() && at >= 0; i++) {
                at = path.indexOf('/', at + 1);
            }
            path = at < 0 ? "/" : path.substring(at);
        }
        return query == null ? path : path + "?" + query;
    }

    /** Shows no field value and no query: both may hold what came from a token. */
    private record Plan(
            RouteItem route,
            String requestTarget,
            List<Field> fields,
            Set<String> removed,
            RemovedFields removedFields,
            boolean unauthenticated)
            implements ForwardPlan {

        @Override
        public boolean removes(String fieldName) {
            String name = FieldNames.canonical(fieldName);
            return removed.contains(name)
                    || removedFields.isClaimHeader(name)
                    || (unauthenticated && RemovedFields.overridesRequest(name));
        }

        @Override
        public String toString() {
            return "ForwardPlan[" + route.routeId() + "]";
        }
    }
}
