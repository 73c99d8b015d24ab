package dev.portcullis.policy;

import dev.portcullis.policy.Decider.Refusal;
import dev.portcullis.policy.Explanation.CheckOutcome;
import dev.portcullis.policy.Explanation.CheckResult;
import dev.portcullis.policy.Explanation.RuleAnswer;
import dev.portcullis.policy.token.ParsedToken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule's answer says of each check. Checks are made in the order of the ranks, so the answer alone tells which were
 * passed; those of claims are then tried beyond the failure. Of a token of another issuer there is nothing more to say.
 */
final class CheckTrace {
    private final CompiledRule rule;
    /** Null if there is none, or none that could be read. */
    private final @Nullable ParsedToken token;

    private final long nowMillis;

    CheckTrace(CompiledRule rule, @Nullable ParsedToken token, long nowMillis) {
        this.rule = rule;
        this.token = token;
        this.nowMillis = nowMillis;
    }

    RuleAnswer passed() {
        List<CheckResult> results = new ArrayList<>();
        for (TokenCheck check : TokenCheck.values()) {
            results.add(before(check));
        }
        return new RuleAnswer(null, null, true, results);
    }

    RuleAnswer failed(Refusal refusal) {
        TokenCheck failed = TokenCheck.failedBy(refusal.reason());
        List<CheckResult> results = new ArrayList<>();
        for (TokenCheck check : TokenCheck.values()) {
            int order = check.compareTo(failed);
            results.add(
                    order < 0
                            ? before(check)
                            : order == 0
                                    ? new CheckResult(check, CheckOutcome.FAILED, found(check, refusal.detail()))
                                    : beyond(check));
        }
        boolean signatureVerified = failed.compareTo(TokenCheck.SIGNATURE) > 0;
        return new RuleAnswer(refusal.reason(), refusal.detail(), signatureVerified, results);
    }

    /** The rule itself failed. */
    RuleAnswer broken() {
        List<CheckResult> results = new ArrayList<>();
        for (TokenCheck check : TokenCheck.values()) {
            results.add(new CheckResult(check, CheckOutcome.NOT_REACHED, null));
        }
        return new RuleAnswer(DenialReason.INTERNAL, DenialReason.INTERNAL.title(), false, results);
    }

    private CheckResult before(TokenCheck check) {
        boolean asked = !ClaimChecks.knows(check) || rule.claimChecks().asks(check);
        return new CheckResult(check, asked ? CheckOutcome.PASSED : CheckOutcome.NOT_ASKED, null);
    }

    private CheckResult beyond(TokenCheck check) {
        boolean ofThisIssuer =
                token != null && rule.item().issuer().equals(token.claims().string("iss"));
        if (token == null || !ofThisIssuer) {
            return new CheckResult(check, CheckOutcome.NOT_REACHED, null);
        }
        if (check == TokenCheck.ISSUER) {
            return new CheckResult(check, CheckOutcome.WOULD_PASS, null);
        }
        if (!ClaimChecks.knows(check)) {
            return new CheckResult(check, CheckOutcome.NOT_REACHED, null);
        }
        if (!rule.claimChecks().asks(check)) {
            return new CheckResult(check, CheckOutcome.NOT_ASKED, null);
        }
        return switch (rule.claimChecks().check(check, token, nowMillis)) {
            case Verification.Satisfied ignored -> new CheckResult(check, CheckOutcome.WOULD_PASS, null);
            case Verification.Rejected rejected ->
                new CheckResult(check, CheckOutcome.WOULD_FAIL, found(check, rejected.detail()));
        };
    }

    private String found(TokenCheck check, String detail) {
        return token == null ? detail : new CheckFindings(rule, token, nowMillis).of(check, detail);
    }
}
