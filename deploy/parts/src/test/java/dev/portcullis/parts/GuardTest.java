package dev.portcullis.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
    /** The parent to kill: a JVM that starts a process under a guard, tells its pid, and waits for ever. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            Process child = new ProcessBuilder("sleep", "1000").start();
            Guard.over(child.pid(), "KILL", PartHome.lasting(Path.of("."), Path.of("unused")));
            System.out.println(child.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void a_guarded_process_ends_with_a_parent_that_is_killed() throws Exception {
        Process parent = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName()))
                .start();
        try (BufferedReader out = parent.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(child.isAlive()).isTrue();

            parent.destroyForcibly().waitFor();

            await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
        }
    }
}
