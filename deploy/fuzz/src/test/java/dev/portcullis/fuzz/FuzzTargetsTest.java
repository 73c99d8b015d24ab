package dev.portcullis.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code ./portcullis fuzz} does for minutes with coverage to guide it, for a moment and always the same. */
class FuzzTargetsTest {
    private static final long SEED = 20_260_101;
    private static final int MUTATIONS = 20_000;
    private static final int MUTATIONS_OF_KEY_SETS = 2_000;
    private static final int STRETCHES = 60;
    /** Beside what grows with the input: tables and buffers of a fixed size. */
    private static final long FIXED_BYTES = 256 * 1024;

    @ParameterizedTest
    @EnumSource
    void every_promise_holds_for_every_seed(Target target) {
        List<byte[]> seeds = seeds(target);
        assertThat(seeds).hasSizeGreaterThanOrEqualTo(5);
        seeds.forEach(target::check);
    }

    @ParameterizedTest
    @EnumSource
    void every_promise_holds_for_changed_seeds(Target target) {
        Mutations mutations = new Mutations(seeds(target), new Random(SEED));
        int count = target == Target.KEYSET ? MUTATIONS_OF_KEY_SETS : MUTATIONS;
        for (int i = 0; i < count; i++) {
            byte[] input = mutations.next();
            try {
                target.check(input);
            } catch (RuntimeException | Error e) {
                fail("input " + i + ": " + new String(input, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_input_of_twice_the_size_allocates_about_twice_as_much(Target target) {
        Growth growth = new Growth(target, seeds(target), new Random(SEED));
        for (int i = 0; i < STRETCHES; i++) {
            Growth.Stretch stretch = growth.next();
            byte[] whole = stretch.to(target.maxBytes());
            growth.allocatedBytes(stretch.to(target.maxBytes() / 2));
            // Of some lengths an input is refused at once, as base64url is with one character too many.
            long forHalf = IntStream.range(0, 4)
                    .mapToObj(fewer -> stretch.to(target.maxBytes() / 2 - fewer * (stretch.end() - stretch.start())))
                    .mapToLong(growth::allocatedBytes)
                    .max()
                    .orElseThrow();
            long forWhole = growth.allocatedBytes(whole);
            assertThat(forWhole)
                    .as(() -> "allocated for " + new String(stretch.seed(), StandardCharsets.ISO_8859_1) + " from "
                            + stretch.start() + " to " + stretch.end())
                    .isLessThan(3 * forHalf + FIXED_BYTES);
        }
    }

    private static List<byte[]> seeds(Target target) {
        return Seeds.in(Path.of("seeds", target.lowerCaseName()));
    }
}
