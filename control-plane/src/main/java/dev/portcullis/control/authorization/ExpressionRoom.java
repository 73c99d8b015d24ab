package dev.portcullis.control.authorization;

import dev.portcullis.control.body.Faults;
import dev.portcullis.model.PathPattern;
import dev.portcullis.policy.pattern.PathRegex;

/** How many regular expressions an instance has room for, while many conditions are written. Not thread-safe. */
public final class ExpressionRoom {
    private long room;

    /** @param present how many the instance has */
    public ExpressionRoom(long present) {
        this.room = PathRegex.MAX_PER_INSTANCE - present;
    }

    /** The condition goes, or becomes another one. */
    void leave(AuthorizationDefinition definition) {
        if (isExpression(definition)) {
            room++;
        }
    }

    /** The condition comes; notes a fault if it is an expression and there is no room for it. */
    public void enter(AuthorizationDefinition definition, String at, Faults faults) {
        if (isExpression(definition) && --room < 0) {
            faults.add(
                    at.isEmpty() ? "path.match" : at + ".path.match",
                    "one REGEX more (expected: at most " + PathRegex.MAX_PER_INSTANCE + " in the instance)");
        }
    }

    private static boolean isExpression(AuthorizationDefinition definition) {
        return definition.path().match() == PathPattern.Match.REGEX;
    }
}
