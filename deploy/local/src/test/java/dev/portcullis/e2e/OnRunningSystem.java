package dev.portcullis.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one running system, started when the first of them asks and ended after the last; every test finds the
 * instance without rules.
 */
public final class OnRunningSystem implements ParameterResolver, BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        system(context).management().deleteAllRules();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return system(context);
    }

    private static RunningSystem system(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(RunningSystem.class, type -> start(), RunningSystem.class);
    }

    private static RunningSystem start() {
        try {
            return new RunningSystem();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
