package dev.portcullis.gateway.framing;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids by which a client's report of a denial can be found in the log. They need to be distinct, not unguessable. */
public final class RequestIds {
    private static final HexFormat HEX = HexFormat.of();

    private RequestIds() {}

    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits((int) random.nextLong());
    }
}
