package dev.portcullis.control.page;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The opaque token that leads to the next page. It holds the place where the page before ended (a key, not an offset), so
 * that neither inserts nor deletes make a walk skip or repeat an item, and a digest of what was asked for, so that it
 * cannot continue another walk. It bears no signature: one that somebody makes up opens a page that they could ask for
 * anyway.
 */
final class PageToken {
    private static final String VERSION = "2";
    private static final String SEPARATOR = "\n";
    private static final int DIGEST_BYTES = 12;
    /** More than any that was made here has. */
    static final int MAX_CHARS = 2_000;

    private PageToken() {}

    static String seal(PageRequest request, PageRequest.Position last) {
        return encoded(String.join(SEPARATOR, VERSION, digest(request), last.id(), last.key())
                .getBytes(StandardCharsets.UTF_8));
    }

    static PageRequest.Position open(PageRequest request, String token) {
        List<String> parts = parts(token);
        if (parts.size() != 4 || !parts.getFirst().equals(VERSION)) {
            throw refusal("unknown (expected: a nextPageToken of this list)");
        }
        if (!parts.get(1).equals(digest(request))) {
            throw refusal("made for another list, sort or filter (expected: all parameters but pageSize as on the page "
                    + "that gave it)");
        }
        PageRequest.Position position = new PageRequest.Position(parts.get(3), parts.get(2));
        if (!isPossible(position, request.sort().order())) {
            throw refusal("unknown (expected: a nextPageToken of this list)");
        }
        return position;
    }

    private static List<String> parts(String token) {
        if (token.length() > MAX_CHARS) {
            return List.of();
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return Arrays.asList(plain.split(SEPARATOR, -1));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Whether the database would understand it. */
    private static boolean isPossible(PageRequest.Position position, Order order) {
        if ((position.id() + position.key()).chars().anyMatch(Character::isISOControl)) {
            return false;
        }
        return switch (order) {
            case ID, NAME -> true;
            case CREATED_AT, UPDATED_AT -> isTime(position.key());
        };
    }

    private static boolean isTime(String key) {
        try {
            int year = LocalDateTime.parse(key.replace(' ', 'T')).getYear();
            return year > 0 && year < 10_000;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String digest(PageRequest request) {
        StringBuilder asked = new StringBuilder(request.list())
                .append(SEPARATOR)
                .append(request.sort().text());
        request.filters()
                .forEach((filter, value) -> asked.append(SEPARATOR)
                        .append(filter.parameter())
                        .append('=')
                        .append(value));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(asked.toString().getBytes(StandardCharsets.UTF_8));
            return encoded(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Refusal refusal(String fault) {
        return new Refusal(ProblemCode.INVALID_PARAMETER, "pageToken: " + fault);
    }
}
