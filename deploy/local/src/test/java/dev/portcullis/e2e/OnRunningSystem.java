package dev.portcullis.e2e;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
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
                .computeIfAbsent(Start.class, type -> new Start(), Start.class)
                .outcome();
    }

    /** One start for all tests: if it fails, it fails for all of them at once, and not again for each. */
    private static final class Start implements AutoCloseable {
        private final @Nullable RunningSystem system;
        private final @Nullable Exception failure;

        Start() {
            RunningSystem started = null;
            Exception failed = null;
            try {
                started = new RunningSystem();
            } catch (IOException | RuntimeException e) {
                failed = e;
            }
            this.system = started;
            this.failure = failed;
        }

        RunningSystem outcome() {
            if (system == null) {
                throw new IllegalStateException("the system did not start", failure);
            }
            return system;
        }

        @Override
        public void close() throws IOException {
            if (system != null) {
                system.close();
            }
        }
    }
}
