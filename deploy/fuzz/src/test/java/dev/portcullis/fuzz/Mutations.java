package dev.portcullis.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Seeds, changed in a few places. The same seed of the generator makes the same changes. */
final class Mutations {
    private static final int MAX_CHANGES = 4;
    private static final int MAX_PIECE = 24;
    private static final List<String> PIECES = List.of(
            "/",
            "..",
            "/../",
            "/./",
            "%2e",
            "%2F",
            "%5c",
            "%25",
            "%252f",
            "%00",
            "%0a",
            "%C0%AE",
            "%ff",
            ";",
            "\\",
            "//",
            "#",
            "?",
            ":",
            "@",
            "[",
            "]",
            "::",
            ".",
            "*",
            "%",
            "0x7f",
            "\u00c3\u00bc",
            "\u00e3\u0080\u0082",
            "{",
            "}",
            "\"",
            ",",
            "null",
            "1e400",
            "-0",
            "\\ud800",
            "\\u0000",
            "=",
            "A",
            " ",
            "\n",
            "\t",
            "\0",
            "\u00ef\u00bb\u00bf",
            "\"kid\":",
            "\"alg\":",
            "\"keys\":");

    private final List<byte[]> seeds;
    private final Random random;

    Mutations(List<byte[]> seeds, Random random) {
        this.seeds = seeds;
        this.random = random;
    }

    byte[] next() {
        byte[] input = any();
        for (int i = random.nextInt(MAX_CHANGES + 1); i > 0; i--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size())).clone();
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + 1 + random.nextInt(MAX_PIECE));
        return switch (random.nextInt(6)) {
            case 0 -> joined(input, at, new byte[] {(byte) random.nextInt(256)}, Math.min(input.length, at + 1));
            case 1 -> joined(input, at, new byte[0], end);
            case 2 -> joined(input, end, java.util.Arrays.copyOfRange(input, at, end), end);
            case 3 -> {
                byte[] other = any();
                yield joined(input, at, other, input.length);
            }
            case 4 -> joined(input, at, piece(), end);
            default -> joined(input, at, piece(), at);
        };
    }

    private byte[] piece() {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The input up to a place, something else, and the input from another place on. */
    private static byte[] joined(byte[] input, int until, byte[] middle, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(input, 0, until);
        out.writeBytes(middle);
        out.write(input, from, input.length - from);
        return out.toByteArray();
    }
}
