package dev.portcullis.control.page;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The opaque token that leads to the next page. It holds the last id of the page before it (a key, not an offset), so that
 * neither inserts nor deletes make a walk skip or repeat an item.
 */
final class PageToken {
    private static final String VERSION = "1";
    private static final String SEPARATOR = "\n";

    private PageToken() {}

    static String seal(String list, String lastId) {
        String plain = String.join(SEPARATOR, VERSION, list, lastId);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static String open(String list, String token) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String[] parts = plain.split(SEPARATOR, -1);
            if (parts.length == 3 && parts[0].equals(VERSION) && parts[1].equals(list) && parts[2].indexOf('\0') < 0) {
                return parts[2];
            }
        } catch (IllegalArgumentException e) {
            // No base64: refused below, like every other text that we did not make.
        }
        throw new Refusal(ProblemCode.INVALID_PARAMETER, "pageToken: unknown (expected: a nextPageToken of this list)");
    }
}
