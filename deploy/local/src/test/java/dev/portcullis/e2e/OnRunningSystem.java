package dev.portcullis.e2e;

import java.io.IOException;
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
        Start start = context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(Start.class, type -> Start.now(), Start.class);
        return switch (start) {
            case Start.Done done -> done.system();
            case Start.Failed failed -> throw new IllegalStateException("the system did not start", failed.reason());
        };
    }

    /** How the one attempt to start went: a failure is remembered too, so that it is not repeated for every test. */
    sealed interface Start {
        static Start now() {
            try {
                return new Done(new RunningSystem());
            } catch (IOException | RuntimeException e) {
                return new Failed(e);
            }
        }

        /** The store closes it after the last test. */
        record Done(RunningSystem system) implements Start, AutoCloseable {
            @Override
            public void close() throws IOException {
                system.close();
            }
        }

        /** Nothing runs. */
        record Failed(Exception reason) implements Start {}
    }
}
