package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is done to JSON, encoding, size and structure. */
final class TextMutations {
    private TextMutations() {}

    static List<TokenMutation> all() {
        List<TokenMutation> all = new ArrayList<>(json());
        all.addAll(sizes());
        all.addAll(encoding());
        all.addAll(structure());
        return all;
    }

    private static TokenMutation header(String name, UnaryOperator<String> change) {
        return new TokenMutation(name, (draft, random) -> draft.headerText = change);
    }

    private static TokenMutation claims(String name, UnaryOperator<String> change) {
        return new TokenMutation(name, (draft, random) -> draft.claimsText = change);
    }

    private static TokenMutation text(String name, UnaryOperator<String> change) {
        return new TokenMutation(name, (draft, random) -> draft.text = change);
    }

    private static List<TokenMutation> json() {
        List<TokenMutation> all = new ArrayList<>();
        all.add(claims("duplicate claim, the same", TokenDraft.adding("\"iss\":\"" + Samples.ISSUER + "\"")));
        all.add(claims("duplicate claim, another last", TokenDraft.adding("\"iss\":\"https://other.example\"")));
        all.add(claims("duplicate claim, escaped", TokenDraft.adding("\"\\u0069ss\":\"" + Samples.ISSUER + "\"")));
        all.add(claims("duplicate name deep down", TokenDraft.adding("\"o\":{\"a\":1,\"a\":2}")));
        all.add(header("duplicate alg, none last", TokenDraft.adding("\"alg\":\"none\"")));
        all.add(header("duplicate kid, another last", TokenDraft.adding("\"kid\":\"nobody\"")));
        all.add(header("duplicate typ, the same", TokenDraft.adding("\"typ\":\"JWT\"")));
        for (String value :
                List.of("NaN", "Infinity", "01", "+1", ".5", "1.", "0x1", "'x'", "undefined", "1e", "\"\t\"")) {
            all.add(claims("n=" + value, TokenDraft.adding("\"n\":" + value)));
        }
        for (String around :
                List.of(" @", "@ ", "\n@\n", "\ufeff@", "/* c */@", "@// c", "@ trailing", "@{}", "@,", "@\0", "[@]")) {
            all.add(claims("claims as " + around, text -> around.replace("@", text)));
            all.add(header("header as " + around, text -> around.replace("@", text)));
        }
        for (String instead : List.of("", "null", "7", "\"text\"", "[]", "{}", "{", "true")) {
            all.add(claims("claims are " + instead, text -> instead));
            all.add(header("header is " + instead, text -> instead));
        }
        all.add(claims("trailing comma", text -> text.substring(0, text.length() - 1) + ",}"));
        all.add(claims("single quotes", text -> text.replace('"', '\'')));
        all.add(claims("name without quotes", TokenDraft.adding("n:1")));
        all.add(claims(
                "white space inside", text -> text.replace(",", " ,\r\n\t").replace(":\"", " : \"")));
        all.add(claims("escaped name", text -> text.replace("\"exp\"", "\"\\u0065xp\"")));
        all.add(claims("escaped slash", text -> text.replace("https://", "https:\\/\\/")));
        all.add(claims("lone surrogate", TokenDraft.adding("\"s\":\"\\ud800\"")));
        all.add(claims("lone surrogate in a name", TokenDraft.adding("\"\\udc00\":1")));
        all.add(claims("surrogate pair", TokenDraft.adding("\"s\":\"\\ud83d\\ude00\ud83d\ude00\u00fc\"")));
        all.add(claims("escaped NUL", TokenDraft.adding("\"s\":\"\\u0000\"")));
        all.add(claims("invalid escape", TokenDraft.adding("\"s\":\"\\x41\"")));
        all.add(claims(
                "invalid UTF-8",
                text -> TokenDraft.RAW
                        + TokenDraft.adding("\"s\":\"\u00c3\u0028\"").apply(text)));
        all.add(claims(
                "overlong UTF-8",
                text -> TokenDraft.RAW
                        + TokenDraft.adding("\"s\":\"\u00c0\u00af\"").apply(text)));
        all.add(header(
                "invalid UTF-8 in the header",
                text -> TokenDraft.RAW + TokenDraft.adding("\"s\":\"\u00ff\"").apply(text)));
        all.add(claims("UTF-16", text -> TokenDraft.RAW + text.replaceAll("(.)", "\0$1")));
        all.add(claims("ordinary extras", TokenDraft.adding("\"g\":\"\u00fc\",\"o\":{\"a\":[1,2.5,null,true]}")));
        return all;
    }

    private static List<TokenMutation> sizes() {
        return List.of(
                claims("payload 31 deep", TokenDraft.adding("\"d\":" + "[".repeat(31) + "]".repeat(31))),
                claims("payload 33 deep", TokenDraft.adding("\"d\":" + "[".repeat(32) + "]".repeat(32))),
                claims("payload 3,000 deep", TokenDraft.adding("\"d\":" + "[".repeat(3_000) + "]".repeat(3_000))),
                header("header 8 deep", TokenDraft.adding("\"d\":" + "[".repeat(7) + "]".repeat(7))),
                header("header 9 deep", TokenDraft.adding("\"d\":" + "[".repeat(8) + "]".repeat(8))),
                header("header of 4,000 characters", TokenDraft.adding("\"p\":\"" + "x".repeat(3_900) + "\"")),
                header("header of 5,000 characters", TokenDraft.adding("\"p\":\"" + "x".repeat(4_900) + "\"")),
                claims("payload of 7,000 characters", TokenDraft.adding("\"p\":\"" + "x".repeat(7_000) + "\"")),
                claims("payload of 13,000 characters", TokenDraft.adding("\"p\":\"" + "x".repeat(13_000) + "\"")),
                claims("number of 900 digits", TokenDraft.adding("\"n\":0." + "1".repeat(900))),
                claims("number of 1,100 digits", TokenDraft.adding("\"n\":0." + "1".repeat(1_100))),
                claims("number of 300 digits", TokenDraft.adding("\"n\":" + "1".repeat(300))),
                claims("number beyond a double", TokenDraft.adding("\"n\":1e400")),
                claims("number below a double", TokenDraft.adding("\"n\":1e-400")));
    }

    private static List<TokenMutation> encoding() {
        List<TokenMutation> all = new ArrayList<>();
        all.add(text("padding", token -> token + "="));
        all.add(text("padding of the header", token -> token.replaceFirst("\\.", "=.")));
        all.add(text("other alphabet", token -> token.replace('-', '+').replace('_', '/')));
        for (String space : List.of(" ", "\n", "\t", "\r\n", "\0", "\u00a0", "%", "\u00e9")) {
            all.add(text("behind the token: " + space.codePointAt(0), token -> token + space));
            all.add(text("before the token: " + space.codePointAt(0), token -> space + token));
            all.add(text("inside the header: " + space.codePointAt(0), token -> inserted(token, 5, space)));
            all.add(text(
                    "inside the payload: " + space.codePointAt(0),
                    token -> inserted(token, token.indexOf('.') + 5, space)));
            all.add(text(
                    "inside the signature: " + space.codePointAt(0),
                    token -> inserted(token, token.lastIndexOf('.') + 5, space)));
        }
        all.add(text(
                "stray bits of the signature",
                token -> token.substring(0, token.length() - 1) + strayed(token.charAt(token.length() - 1))));
        all.add(text("stray bits of the payload", token -> {
            int end = token.lastIndexOf('.');
            return token.substring(0, end - 1) + strayed(token.charAt(end - 1)) + token.substring(end);
        }));
        all.add(text("one character too many", token -> token + "A"));
        all.add(text("a character of the header gone", token -> token.substring(1)));
        all.add(new TokenMutation("one character changed", (draft, random) -> {
            // The last character is the one of which some bits may be of no account.
            double place = random.nextInt(4) == 0 ? 0.9999 : random.nextDouble();
            char with = "ABCxyz059-_.=+/ \n\u00e9".charAt(random.nextInt(18));
            draft.text = token -> {
                int at = (int) (place * token.length());
                return token.substring(0, at) + with + token.substring(at + 1);
            };
        }));
        return all;
    }

    private static char strayed(char last) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int index = alphabet.indexOf(last);
        return index < 0 ? last : alphabet.charAt(index ^ 1);
    }

    private static String inserted(String token, int at, String text) {
        int place = Math.min(at, token.length());
        return token.substring(0, place) + text + token.substring(place);
    }

    private static List<TokenMutation> structure() {
        return List.of(
                text("one part", token -> token.substring(0, token.indexOf('.'))),
                text("two parts", token -> token.substring(0, token.lastIndexOf('.'))),
                text("four parts", token -> token + ".AAAA"),
                text("five parts", token -> token + ".AAAA.AAAA"),
                text("an empty part behind", token -> token + "."),
                text("an empty part before", token -> "." + token),
                text("two dots", token -> token.replaceFirst("\\.", "..")),
                text("no header", token -> token.substring(token.indexOf('.'))),
                text(
                        "no payload",
                        token -> token.substring(0, token.indexOf('.') + 1) + token.substring(token.lastIndexOf('.'))),
                text("no signature", token -> token.substring(0, token.lastIndexOf('.') + 1)),
                text("parts in another order", token -> {
                    String[] parts = token.split("\\.", -1);
                    return parts[1] + "." + parts[0] + "." + parts[2];
                }),
                text("JSON serialization", token -> {
                    String[] parts = token.split("\\.", -1);
                    return "{\"protected\":\"" + parts[0] + "\",\"payload\":\"" + parts[1] + "\",\"signature\":\""
                            + parts[2] + "\"}";
                }),
                text("empty", token -> ""),
                new TokenMutation("a token in a token", (draft, random) -> {
                    String inner = new TokenDraft(draft.key, draft.algorithm).token();
                    draft.header.put("cty", "\"JWT\"");
                    draft.claimsText = ignored -> inner;
                }));
    }
}
