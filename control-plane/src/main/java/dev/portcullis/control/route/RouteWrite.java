package dev.portcullis.control.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.model.PathPattern;
import dev.portcullis.model.RequestPolicy;
import dev.portcullis.model.RouteItem;
import dev.portcullis.policy.pattern.PathPatterns;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A route, as clients write it. */
@Schema(name = "RouteWrite", description = "A route to create, or what an existing one shall be.")
record RouteWrite(
        @Schema(description = "Unique in the instance.", minLength = 1, maxLength = 64, required = true)
        String name,

        @Schema(
                description = "*, a DNS name, *.name, or an IP literal without brackets. Default: *.",
                minItems = 1,
                maxItems = 100)
        @Nullable
        List<String> hosts,

        @Schema(description = "EXACT or PREFIX. Default: prefix /.", minItems = 1, maxItems = 100) @Nullable
        List<PathPattern> paths,

        @Schema(description = "Each once; GET includes HEAD. Default: all.", minItems = 1, maxItems = 8) @Nullable
        List<Patterns.Method> methods,

        @Schema(required = true) RouteItem.Upstream upstream) {

    private static final int MAX_PATTERNS = 100;
    private static final int MAX_TARGETS = 100;
    private static final TextLimit URL = TextLimit.of(1, 512);

    static RouteDefinition readDefinition(FieldReader in, RequestPolicy policy) {
        Faults faults = in.faults();
        String name = in.requiredText("name", TextLimit.NAME);
        List<String> hosts = in.list("hosts", MAX_PATTERNS, (value, at) -> Patterns.host(value, at, faults));
        List<PathPattern> paths = in.list("paths", MAX_PATTERNS, (value, at) -> path(in.objectAt(value, at), policy));
        return new RouteDefinition(
                name,
                hosts == null ? List.of("*") : hosts.stream().distinct().toList(),
                paths == null
                        ? List.of(new PathPattern(PathPattern.Match.PREFIX, "/"))
                        : paths.stream().distinct().toList(),
                Patterns.methods(in),
                upstream(in.requiredObject("upstream", "an object with targets")));
    }

    private static @Nullable PathPattern path(@Nullable FieldReader in, RequestPolicy policy) {
        PathPattern pattern = Patterns.path(in);
        return in == null || pattern == null
                ? null
                : Patterns.valid(PathPatterns.parseRoute(pattern, policy), in.pathOf("value"), in.faults());
    }

    private static RouteItem.Upstream upstream(@Nullable FieldReader in) {
        if (in == null) {
            return new RouteItem.Upstream(List.of(), false, false);
        }
        List<RouteItem.Target> targets = in.list("targets", MAX_TARGETS, (value, at) -> target(value, at, in));
        if (targets == null) {
            in.faults().add(in.pathOf("targets"), "missing (expected: a list of 1 to " + MAX_TARGETS + " elements)");
        }
        RouteItem.Upstream upstream = new RouteItem.Upstream(
                targets == null ? List.of() : targets, in.flag("preserveHost", false), in.flag("stripPrefix", false));
        in.refuseUnknown();
        return upstream;
    }

    private static RouteItem.@Nullable Target target(JsonNode value, String at, FieldReader parent) {
        FieldReader in = parent.objectAt(value, at);
        if (in == null) {
            return null;
        }
        String url = in.requiredText("url", URL);
        String origin = url.isEmpty() ? null : TargetUrl.origin(url, in.pathOf("url"), in.faults());
        int weight = in.whole("weight", 1, 1_000, 1);
        in.refuseUnknown();
        return origin == null ? null : new RouteItem.Target(origin, weight);
    }
}
