package dev.portcullis.local;

import java.time.Duration;

/** What a person reads when the system is up: where things are, and what to do next. At most 15 lines. */
final class Summary {
    private Summary() {}

    static String of(LocalSystem system, Settings settings, Duration took) {
        LocalEnvironment at = system.environment();
        String node = at.nodes().getFirst().toString();
        String next = switch (settings.demo()) {
            case MADE -> """
                        Next:
                          . .portcullis/env                      # addresses and an admin token
                          curl -i %s/hello    # no rule yet: the upstream's echo
                          curl -sS -X POST "$PORTCULLIS_API/instances/demo/rules" -H "Authorization: Bearer $PORTCULLIS_ADMIN_TOKEN" \
                        -H "Content-Type: application/json" -H "Prefer: wait=10" -d @deploy/local/demo/rule.json
                          curl -i %s/hello    # 401 TOKEN_MISSING
                          curl -i %s/hello -H "Authorization: Bearer $(cat deploy/local/demo/istio-demo.jwt)"
                        """.formatted(node, node, node);
            case LEFT_OUT -> """
                        Next: . .portcullis/env, then create the instance "demo"; its nodes answer 503 until it exists.
                        """;
        };
        return """

                Portcullis is up (%.1f s).
                  management API  %s   (./portcullis token makes tokens)
                  nodes           %s
                  demo upstream   %s
                %s""".formatted(
                took.toMillis() / 1000.0,
                at.api(),
                String.join("  ", at.nodes().stream().map(Object::toString).toList()),
                at.upstream(),
                next.stripTrailing());
    }
}
