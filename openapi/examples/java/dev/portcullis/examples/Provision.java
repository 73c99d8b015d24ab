package dev.portcullis.examples;

import dev.portcullis.client.ApiClient;
import dev.portcullis.client.ApiException;
import dev.portcullis.client.ApiResponse;
import dev.portcullis.client.api.AuthorizationsApi;
import dev.portcullis.client.api.InstancesApi;
import dev.portcullis.client.api.NodesApi;
import dev.portcullis.client.api.RulesApi;
import dev.portcullis.client.model.Applied;
import dev.portcullis.client.model.Authorization;
import dev.portcullis.client.model.AuthorizationBatch;
import dev.portcullis.client.model.AuthorizationBatchResult;
import dev.portcullis.client.model.AuthorizationMode;
import dev.portcullis.client.model.AuthorizationPage;
import dev.portcullis.client.model.AuthorizationWrite;
import dev.portcullis.client.model.Instance;
import dev.portcullis.client.model.InstanceDocument;
import dev.portcullis.client.model.InstanceWrite;
import dev.portcullis.client.model.ItemChange;
import dev.portcullis.client.model.PathMatch;
import dev.portcullis.client.model.PathPattern;
import dev.portcullis.client.model.Problem;
import dev.portcullis.client.model.Propagation;
import dev.portcullis.client.model.PropagationState;
import dev.portcullis.client.model.RouteWrite;
import dev.portcullis.client.model.Rule;
import dev.portcullis.client.model.RuleDocument;
import dev.portcullis.client.model.RulePatch;
import dev.portcullis.client.model.Target;
import dev.portcullis.client.model.Upstream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings an instance to a wanted state, as a deployment pipeline would. It may be run again and again: what is so already is
 * left alone, and so is what others have put into the instance.
 *
 * <pre>{@code
 * . .portcullis/env
 * java -jar openapi/examples/target/portcullis-examples.jar [INSTANCE]
 * }</pre>
 */
public final class Provision {
    private static final String NAME = "orders";
    private static final List<String> PUBLIC_PATHS = List.of("/orders/health", "/orders/docs");
    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final String WAIT = "wait=10";
    private static final int ATTEMPTS = 5;
    private static final int CONFLICT = 412;

    private final String instance;
    private final String upstream;
    private final InstancesApi instances;
    private final RulesApi rules;
    private final AuthorizationsApi authorizations;
    private final NodesApi nodes;

    private Provision(ApiClient client, String instance, String upstream) {
        this.instance = instance;
        this.upstream = upstream;
        this.instances = new InstancesApi(client);
        this.rules = new RulesApi(client);
        this.authorizations = new AuthorizationsApi(client);
        this.nodes = new NodesApi(client);
    }

    /** @param arguments the id of the instance (default: orders) */
    public static void main(String[] arguments) {
        ApiClient client = new ApiClient();
        try {
            URI api = URI.create(setting("PORTCULLIS_API").orElseThrow(() -> new Failure("PORTCULLIS_API is not set")));
            String token = setting("PORTCULLIS_ADMIN_TOKEN")
                    .orElseThrow(() -> new Failure("PORTCULLIS_ADMIN_TOKEN is not set"));
            client.updateBaseUri(api.getScheme() + "://" + api.getAuthority());
            client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
            String upstream = setting("PORTCULLIS_UPSTREAM").orElse("http://127.0.0.1:8090");
            new Provision(client, arguments.length > 0 ? arguments[0] : NAME, upstream).run();
        } catch (Failure e) {
            System.err.println("provision: " + e.getMessage());
            System.exit(1);
        } catch (ApiException e) {
            System.err.println("provision: " + described(client, e));
            System.exit(1);
        }
    }

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }

    /** A problem is told with all that it names. */
    private static String described(ApiClient client, ApiException refused) {
        if (refused.getCode() == 0) {
            return "no answer: " + refused.getMessage();
        }
        try {
            Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
            StringBuilder text = new StringBuilder("refused with " + problem.getStatus() + "\n  " + problem.getCode()
                    + ": " + Objects.requireNonNullElse(problem.getDetail(), problem.getTitle()));
            for (var violation : listed(problem.getViolations())) {
                text.append("\n  ").append(violation.getField()).append(": ").append(violation.getMessage());
            }
            return text.toString();
        } catch (IOException | IllegalArgumentException e) {
            return "refused with " + refused.getCode();
        }
    }

    private void run() {
        createInstance();
        repeatedly("applying the document", this::applyDocument);
        String rule = listed(rules.listRules(instance, null, null, null, NAME, null, null, null, null, null)
                        .getItems())
                .getFirst()
                .getId();
        addAuthorizations(rule);
        repeatedly("changing the rule", () -> setClockSkew(rule));
        showPropagation();
    }

    private void createInstance() {
        try {
            ApiResponse<Instance> created = instances.createInstanceWithHttpInfo(
                    new InstanceWrite().id(instance).name(instance), "*", null, WAIT);
            say("instance " + instance + ": created, revision " + field(created, "Portcullis-Revision"));
        } catch (ApiException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            say("instance " + instance + ": is there");
        }
    }

    /** The document is what the instance is now, with our route and our rule put in. */
    private void applyDocument() {
        ApiResponse<InstanceDocument> export = instances.exportInstanceWithHttpInfo(instance, null);
        InstanceDocument document = export.getData();
        document.setRoutes(with(document.getRoutes(), route(), route -> Objects.equals(route.getName(), NAME)));
        RuleDocument before = listed(document.getRules()).stream()
                .filter(rule -> Objects.equals(rule.getName(), NAME))
                .findFirst()
                .orElseGet(() -> new RuleDocument().name(NAME));
        document.setRules(with(document.getRules(), wanted(before), rule -> Objects.equals(rule.getName(), NAME)));

        String tag = field(export, "ETag");
        Applied plan = instances.applyDocument(instance, document, true, tag, null, null);
        if (listed(plan.getChanges()).isEmpty()) {
            say("document: nothing to do");
            return;
        }
        say("document:");
        for (ItemChange change : listed(plan.getChanges())) {
            String what = Objects.requireNonNullElse(change.getName(), change.getId());
            say("  " + change.getAction() + " " + change.getKind() + " " + what);
        }
        applied("document", instances.applyDocumentWithHttpInfo(instance, document, false, tag, null, WAIT));
    }

    private RouteWrite route() {
        return new RouteWrite()
                .name(NAME)
                .addPathsItem(prefix("/orders"))
                .upstream(new Upstream().addTargetsItem(new Target().url(upstream)));
    }

    /** Only the fields that we care for are set; the others stay as they are. */
    private static RuleDocument wanted(RuleDocument rule) {
        return rule.enabled(true)
                .issuer("https://issuer.example")
                .audiences(List.of(NAME))
                .jwksUri("https://issuer.example/jwks.json")
                .authorizationMode(AuthorizationMode.WHITELIST);
    }

    /** Only those that are missing. */
    private void addAuthorizations(String rule) {
        List<String> present = new ArrayList<>();
        String token = null;
        do {
            AuthorizationPage page = authorizations.listAuthorizations(instance, rule, 500, token, null, null);
            listed(page.getItems()).stream()
                    .filter(Provision::isForEveryHost)
                    .forEach(
                            authorization -> present.add(authorization.getPath().getValue()));
            token = page.getNextPageToken();
        } while (token != null);
        List<AuthorizationWrite> missing = PUBLIC_PATHS.stream()
                .filter(path -> !present.contains(path))
                .map(path -> new AuthorizationWrite().path(prefix(path)))
                .toList();
        if (missing.isEmpty()) {
            say("authorizations: nothing to do");
            return;
        }
        // New for each run, and the same whenever this request is sent again.
        String key = UUID.randomUUID().toString();
        ApiResponse<AuthorizationBatchResult> answer = againIfLost(() -> authorizations.batchAuthorizationsWithHttpInfo(
                instance, rule, new AuthorizationBatch().create(missing), null, key, WAIT));
        say("authorizations: " + answer.getData().getCreated() + " added");
        applied("authorizations", answer);
    }

    private static boolean isForEveryHost(Authorization authorization) {
        return Objects.equals(authorization.getHost(), "*")
                && authorization.getPath().getMatch() == PathMatch.PREFIX;
    }

    /** Read, decide, and write only if it is still what was read. */
    private void setClockSkew(String rule) {
        ApiResponse<Rule> read = rules.getRuleWithHttpInfo(instance, rule, null);
        if (Objects.equals(read.getData().getClockSkew(), CLOCK_SKEW_SECONDS)) {
            say("clock skew: nothing to do");
            return;
        }
        RulePatch patch = new RulePatch().clockSkew(CLOCK_SKEW_SECONDS);
        ApiResponse<Rule> answer = rules.patchRuleWithHttpInfo(instance, rule, patch, field(read, "ETag"), WAIT);
        say("clock skew: " + answer.getData().getClockSkew() + " seconds now");
        applied("clock skew", answer);
    }

    private void showPropagation() {
        Propagation propagation = nodes.getPropagation(instance, null);
        PropagationState state = propagation.getState();
        say("revision " + propagation.getRevision() + ": " + state + ", enforced by "
                + propagation.getNodes().getApplied() + " of "
                + propagation.getNodes().getKnown() + " nodes");
        if (state == PropagationState.NO_NODES) {
            say("no node serves " + instance + " yet");
        } else if (state != PropagationState.APPLIED) {
            throw new Failure("revision " + propagation.getRevision() + " is not enforced everywhere");
        }
    }

    /** What was read may be stale when it is written back; then it is read and written once more. */
    private static void repeatedly(String doing, Runnable work) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                work.run();
                return;
            } catch (ApiException e) {
                if (e.getCode() != CONFLICT) {
                    throw e;
                }
            }
        }
        throw new Failure(doing + ": somebody else was faster " + ATTEMPTS + " times");
    }

    /** For requests that may be sent twice. */
    private static <T> T againIfLost(Supplier<T> request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return request.get();
            } catch (ApiException e) {
                if (e.getCode() != 0 || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void applied(String what, ApiResponse<?> answer) {
        say(what + ": revision " + field(answer, "Portcullis-Revision") + ", "
                + field(answer, "Portcullis-Propagation"));
    }

    private static PathPattern prefix(String path) {
        return new PathPattern().match(PathMatch.PREFIX).value(path);
    }

    /** A list in which one element is replaced, or added. */
    private static <T> List<T> with(@Nullable List<T> list, T element, Predicate<T> isReplaced) {
        return Stream.concat(listed(list).stream().filter(isReplaced.negate()), Stream.of(element))
                .toList();
    }

    /** The client leaves out what is not there. */
    private static <T> List<T> listed(@Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    private static String field(ApiResponse<?> answer, String name) {
        return answer.getHeaders().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .flatMap(entry -> entry.getValue().stream())
                .findFirst()
                .orElse("");
    }

    private static void say(String text) {
        System.out.println(text);
    }

    /** Why it ends here. */
    private static final class Failure extends RuntimeException {
        Failure(String message) {
            super(message);
        }
    }
}
