package dev.portcullis.control.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A secret as somebody might have written it down: its beginning raw, as hex and as base64, wherever in a longer base64 text
 * it may stand.
 */
record Sought(String name, List<String> forms) {
    private static final int BEGINNING = 16;

    static Sought of(String name, byte[] secret) {
        byte[] beginning = Arrays.copyOf(secret, BEGINNING);
        String hex = HexFormat.of().formatHex(beginning);
        List<String> forms = new ArrayList<>(
                List.of(new String(beginning, StandardCharsets.US_ASCII), hex, hex.toUpperCase(Locale.ROOT)));
        for (int skipped = 0; skipped < 3; skipped++) {
            byte[] groups = Arrays.copyOfRange(beginning, skipped, skipped + (BEGINNING - skipped) / 3 * 3);
            forms.add(Base64.getEncoder().encodeToString(groups));
            forms.add(Base64.getUrlEncoder().encodeToString(groups));
        }
        return new Sought(name, List.copyOf(forms));
    }

    /** The end of a token: its signature, of which nobody could make anything but itself. */
    static Sought ofToken(String name, String token) {
        return new Sought(name, List.of(token.substring(token.lastIndexOf('.') + 1)));
    }

    /** The forms of it that a text holds. */
    List<String> foundIn(String text) {
        return forms.stream().filter(text::contains).toList();
    }

    /** All letters and digits, so that it can stand anywhere. */
    String hex() {
        return forms.get(1);
    }

    @Override
    public String toString() {
        return name;
    }
}
