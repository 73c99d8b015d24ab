package dev.portcullis.control.rule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.Patterns;
import dev.portcullis.control.body.TextLimit;
import dev.portcullis.model.NormalNumber;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.pattern.FieldNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a rule says of claims. */
final class Claims {
    private static final int MAX_ELEMENTS = 50;
    private static final int MAX_DEPTH = 16;
    private static final TextLimit NAME = TextLimit.of(1, 256);
    private static final TextLimit VALUE = TextLimit.of(0, 1_024);
    private static final TextLimit SEPARATOR = TextLimit.of(1, 16);
    private static final TextLimit HEADER = TextLimit.of(1, FieldNames.MAX_CHARS);

    private Claims() {}

    static List<RuleItem.RequiredClaim> required(FieldReader in) {
        List<RuleItem.RequiredClaim> claims =
                in.list("requiredClaims", MAX_ELEMENTS, (value, at) -> requiredClaim(in.objectAt(value, at)));
        return claims == null ? List.of() : claims;
    }

    private static RuleItem.@Nullable RequiredClaim requiredClaim(@Nullable FieldReader in) {
        if (in == null) {
            return null;
        }
        List<String> claim = path(in);
        List<Object> anyOf = in.list("anyOf", MAX_ELEMENTS, (value, at) -> scalar(value, at, in.faults()));
        if (anyOf == null) {
            in.faults().add(in.pathOf("anyOf"), "missing (expected: a list of texts, numbers or booleans)");
        }
        String separator = in.text("separator", SEPARATOR);
        in.refuseUnknown();
        return claim.isEmpty() || anyOf == null ? null : new RuleItem.RequiredClaim(claim, anyOf, separator);
    }

    private static @Nullable Object scalar(JsonNode value, String at, Faults faults) {
        return switch (value.getNodeType()) {
            case STRING -> VALUE.read(value, at, faults);
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> number(value, at, faults);
            case ARRAY, OBJECT, NULL, MISSING, BINARY, POJO -> {
                faults.add(at, "no scalar (expected: a text, a number or a boolean)");
                yield null;
            }
        };
    }

    private static @Nullable Number number(JsonNode value, String at, Faults faults) {
        String fault = NormalNumber.fault(value.numberValue());
        if (fault != null) {
            faults.add(at, fault);
            return null;
        }
        return NormalNumber.of(value.numberValue());
    }

    static List<RuleItem.ClaimHeader> toHeaders(FieldReader in) {
        Set<String> taken = new HashSet<>();
        List<RuleItem.ClaimHeader> headers =
                in.list("claimsToHeaders", MAX_ELEMENTS, (value, at) -> toHeader(in.objectAt(value, at), taken));
        return headers == null ? List.of() : headers;
    }

    private static RuleItem.@Nullable ClaimHeader toHeader(@Nullable FieldReader in, Set<String> taken) {
        if (in == null) {
            return null;
        }
        List<String> claim = path(in);
        String header = in.requiredText("header", HEADER);
        if (!header.isEmpty()) {
            Patterns.valid(FieldNames.parseClaimHeader(header), in.pathOf("header"), in.faults());
            // Upstreams that speak CGI cannot tell a hyphen from an underscore.
            if (!taken.add(FieldNames.canonical(header))) {
                in.faults().add(in.pathOf("header"), "there twice (expected: each once)");
            }
        }
        in.refuseUnknown();
        return claim.isEmpty() || header.isEmpty() ? null : new RuleItem.ClaimHeader(claim, header);
    }

    /** The field {@code claim}: a name, or a list of names that leads into nested objects. Empty with a fault noted. */
    private static List<String> path(FieldReader in) {
        JsonNode claim = in.raw("claim");
        if (claim == null) {
            in.faults().add(in.pathOf("claim"), "missing (expected: a name, or a list of names)");
            return List.of();
        }
        if (!claim.isArray()) {
            String name = NAME.read(claim, in.pathOf("claim"), in.faults());
            return name == null ? List.of() : List.of(name);
        }
        List<String> names = in.list("claim", MAX_DEPTH, (value, at) -> NAME.read(value, at, in.faults()));
        return names == null ? List.of() : new ArrayList<>(names);
    }
}
