package dev.portcullis.fuzz;

import java.util.Arrays;

/** Any octets as the JSON of a token: the header up to the first line feed, the payload behind it. */
public final class ClaimsTarget {
    private ClaimsTarget() {}

    /** Jazzer's way in. */
    public static void fuzzerTestOneInput(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        byte[] header = Arrays.copyOf(input, end);
        byte[] payload = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
        TokenTarget.check(TokenTarget.encoded(header) + "." + TokenTarget.encoded(payload) + ".AAAA");
    }
}
