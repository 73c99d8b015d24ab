package dev.portcullis.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.local.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two minutes of what {@code ./portcullis chaos} does, always with the same seed. */
class ChaosTest {
    private static final Duration RAGE = Duration.ofMinutes(2);
    private static final long SEED = 20_260_101;

    @Test
    void every_promise_holds_while_parts_die_links_break_topics_are_lost_and_records_are_forged() throws IOException {
        Path folder = Files.createTempDirectory("portcullis-chaos-");
        Path home = Path.of(System.getProperty("portcullis.home"));

        Run.Result result = new Run(new Options(home, folder, RAGE, SEED, Chaos.EVERYWHERE), System.out).go();

        Chaos.report(result, System.out);
        assertThat(result.violations())
                .as("the history lies in " + folder + ", and `chaos --check` judges it again")
                .isEmpty();
        assertThat(result.summary().faultCount()).isPositive();
        assertThat(result.summary().acknowledged()).isPositive();
        assertThat(result.summary().applied()).isPositive();
        assertThat(result.summary().requests()).isPositive();
        Trees.remove(folder);
    }
}
