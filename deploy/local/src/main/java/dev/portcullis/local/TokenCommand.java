package dev.portcullis.local;

import dev.portcullis.local.access.ManagementKeys;
import dev.portcullis.local.access.ManagementToken;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Prints a management token for the local control plane, and nothing else. */
@Command(name = "token")
final class TokenCommand implements Callable<Integer> {
    @ParentCommand
    @Nullable
    Launcher launcher;

    @Option(names = "--role")
    ManagementToken.Role role = ManagementToken.Role.ADMIN;

    @Option(names = "--instances", split = ",")
    List<String> instances = List.of();

    @Override
    public Integer call() throws IOException {
        ManagementKeys keys = new ManagementKeys(
                Objects.requireNonNull(launcher).installation().keys());
        keys.makeMissing();
        System.out.println(
                keys.sign(new ManagementToken(role, instances, Instant.now(), ManagementToken.USUAL_LIFETIME)));
        return 0;
    }
}
