package dev.portcullis.control.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.portcullis.model.AuthorizationMode;
import dev.portcullis.model.PathPattern;
import dev.portcullis.policy.Explanation.CheckOutcome;
import dev.portcullis.policy.Explanation.RulePart;
import dev.portcullis.policy.Explanation.TokenState;
import dev.portcullis.policy.TokenCheck;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the gateway would do with a request and why, as it is answered. Holds no token, and of its claims those forwarded and those at fault. */
@Schema(name = "Explained", description = "What the gateway would do with the request, and why.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explained(
        @Schema(
                description = "All of it in one sentence, for people.",
                required = true,
                examples =
                        "Denied with 401 TOKEN_EXPIRED: rule jr-0az3k5m7q2c \"customers\" refuses the token at EXPIRY. The "
                                + "token has expired.")
        String summary,

        @Schema(description = "Of the instance: the newest, whether or not every node has it yet.", required = true)
        long revision,

        @Schema(description = "The time as of which it was decided.", required = true)
        Instant at,

        @Schema(required = true) DecisionView decision,
        @Schema(required = true) RequestView request,

        @Schema(description = "Absent if the request is not decided at all.") @Nullable
        TokenView token,

        @Schema(description = "Enforced, shadow and disabled ones in the order of creation.", required = true)
        List<RuleView> rules,

        @Schema(
                description = "How many rules are not shown, because 100 others have more to do with the request.",
                required = true)
        int rulesLeftOut,

        @Schema(description = "The route that the request takes once it is admitted. Absent if no route matches.")
        @Nullable
        RouteView route,

        @Schema(description = "What the upstream gets. Absent if it gets nothing.") @Nullable
        ForwardView forward) {

    /** What becomes of the request. */
    @Schema(name = "ExplainedOutcome")
    enum Outcome {
        /** No rule applies: forwarded without authentication. */
        PASSED,
        /** A rule admits it: forwarded. */
        ADMITTED,
        /** The rules deny it. */
        DENIED,
        /** The rules let it through, and no route takes it. */
        NO_ROUTE,
        /** Refused before anything is decided, since it can be read in two ways or is too long. */
        REFUSED,
        /** The node answers by itself: OPTIONS *. */
        ANSWERED
    }

    /** The decision. */
    @Schema(name = "ExplainedDecision", description = "What the client gets.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DecisionView(
            @Schema(required = true) Outcome outcome,

            @Schema(description = "Of the node's answer. Absent where the upstream answers.") @Nullable
            Integer status,

            @Schema(description = "Of the problem that the node answers.", examples = "TOKEN_EXPIRED") @Nullable
            String code,

            @Nullable String detail,

            @Schema(description = "The value of WWW-Authenticate.") @Nullable
            String challenge,

            @Schema(description = "The rule that admits the request, or for whose reason it is denied.") @Nullable
            String ruleId) {}

    /** The request in canonical form. */
    @Schema(
            name = "ExplainedRequest",
            description =
                    "The one form in which the request is decided on, without its query. Absent are all but the method, "
                            + "if there is no such form.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RequestView(
            @Schema(required = true) String method,
            @Nullable String host,

            @Schema(description = "Decoded: what conditions and routes match.") @Nullable
            String path) {}

    /** What was found of a token. */
    @Schema(
            name = "ExplainedToken",
            description = "What stands where the rules that apply look. None of it is verified: see the rules.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokenView(
            @Schema(required = true) TokenState state,

            @Schema(description = "Why it could not be read.") @Nullable
            String detail,

            @Schema(description = "Where it stands.", required = true)
            List<String> places,

            @Schema(description = "Where the token of the question was put.") @Nullable
            String addedTo,

            @Schema(description = "Its alg. Absent if the gateway does not know it.") @Nullable
            String algorithm,

            @Nullable String kid,

            @Schema(description = "The names of its claims; their values are not shown.", required = true)
            List<String> claims) {}

    /** Why a rule applies or does not. */
    @Schema(name = "ExplainedCause")
    enum Cause {
        /** A whitelist of which no condition matches: a token is asked for. */
        NOT_EXEMPTED,
        /** A whitelist of which a condition matches: no token is asked for. */
        EXEMPTED,
        /** A blacklist of which a condition matches: a token is asked for. */
        DEMANDED,
        /** A blacklist of which no condition matches: no token is asked for. */
        NOT_DEMANDED
    }

    /** Where a rule's keys come from. */
    @Schema(name = "ExplainedKeys")
    enum Keys {
        INLINE,
        /** Published, and as a node reports them. */
        REPORTED,
        /** Published, and no node has reported any. */
        NOT_KNOWN
    }

    /** What one rule says. */
    @Schema(name = "ExplainedRule", description = "What one rule says, taken by itself.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RuleView(
            @Schema(required = true) String id,
            @Schema(required = true) String name,

            @Schema(description = "Only enforced rules have a say in the decision.", required = true)
            RulePart part,

            @Schema(required = true) AuthorizationMode authorizationMode,

            @Schema(description = "Whether it asks for a token here.", required = true)
            boolean applies,

            @Schema(required = true) Cause cause,

            @Schema(description = "The ids of the authorizations that match.", required = true)
            List<String> conditions,

            @Schema(
                    description =
                            "REPORTED: they are published, and these are the ones that a node has reported. NOT_KNOWN: no "
                                    + "node has reported any, so a rule that has to check a signature says "
                                    + "KEYS_UNAVAILABLE.",
                    required = true)
            Keys keys,

            @Schema(description = "REPORTED: by which node.") @Nullable
            String keysOfNode,

            @Schema(description = "Whether it accepts the token. Absent if it does not apply.") @Nullable
            Boolean admits,

            @Schema(description = "Why it does not.", examples = "TOKEN_EXPIRED") @Nullable
            String reason,

            @Nullable String detail,

            @Schema(
                    description =
                            "False: nothing that the token says of itself can be relied on. Absent if it does not apply.")
            @Nullable
            Boolean signatureVerified,

            @Schema(description = "Every check, in the order in which they are made. Absent if it does not apply.")
            @Nullable
            List<CheckView> checks) {}

    /** What became of a check. */
    @Schema(
            name = "ExplainedCheck",
            description =
                    "What became of a check. After the one that FAILED: WOULD_PASS and WOULD_FAIL if it was tried all the "
                            + "same, NOT_REACHED if it could not be.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CheckView(
            @Schema(required = true) TokenCheck check,
            @Schema(required = true) CheckOutcome outcome,

            @Schema(
                    description =
                            "Of a failure: what was found in the token, whose claims are quoted, and what was expected.")
            @Nullable
            String detail) {}

    /** The route. */
    @Schema(
            name = "ExplainedRoute",
            description = "The route, and which host and path of it match: the most specific of all that do.")
    record RouteView(
            @Schema(required = true) String id,
            @Schema(required = true) String name,
            @Schema(required = true) String host,
            @Schema(required = true) PathPattern path,

            @Schema(description = "The addresses of its targets.", required = true)
            List<String> targets) {}

    /** What is forwarded. */
    @Schema(
            name = "ExplainedForward",
            description = "What the upstream gets, but for the fields that every proxy removes and adds.")
    record ForwardView(
            @Schema(description = "Without the query.", required = true)
            String path,

            @Schema(description = "Which fields of the request do not get there.", required = true)
            List<String> removedHeaders,

            @Schema(required = true) List<AddedHeader> addedHeaders) {}

    /** A field that is added. */
    @Schema(name = "AddedHeader", description = "A field that is set, from a claim, or a Cookie without the token.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AddedHeader(
            @Schema(required = true) String name,

            @Schema(description = "Absent for Cookie.") @Nullable
            String value) {}
}
