package dev.portcullis.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A good token in the making, every part of which can be spoilt before or after it is signed. */
final class TokenDraft {
    /** Before a text whose characters are octets, so that its UTF-8 can be broken. */
    static final String RAW = "\uffff";

    final String key;
    final String algorithm;
    /** Names and values as JSON text, in their order. */
    final Map<String, String> header = new LinkedHashMap<>();

    final Map<String, String> claims = new LinkedHashMap<>();
    /** On the texts that are signed. */
    UnaryOperator<String> headerText = text -> text;

    UnaryOperator<String> claimsText = text -> text;
    /** How the text before the second dot is signed. */
    Signer signer;
    /** On the octets of the signature. */
    UnaryOperator<byte[]> signature = octets -> octets;
    /** On the finished token. */
    UnaryOperator<String> text = token -> token;

    /** Makes the octets of a signature. */
    @FunctionalInterface
    interface Signer {
        byte[] sign(String input);
    }

    TokenDraft(String key, String algorithm) {
        this.key = key;
        this.algorithm = algorithm;
        this.signer = input -> TestKeys.named(key).sign(algorithm, input);
        header.put("alg", quoted(algorithm));
        header.put("kid", quoted(key));
        header.put("typ", quoted("JWT"));
        claims.put("iss", quoted(Samples.ISSUER));
        claims.put("aud", quoted("api"));
        claims.put("sub", quoted("s"));
        claims.put("exp", String.valueOf(Samples.NOW_SECONDS + 600));
    }

    static String quoted(String text) {
        return '"' + text + '"';
    }

    /** Puts a member at the end of an object's text, be the name there or not. */
    static UnaryOperator<String> adding(String member) {
        return text -> text.substring(0, text.length() - 1) + "," + member + "}";
    }

    String token() {
        String input = encoded(headerText.apply(json(header))) + "." + encoded(claimsText.apply(json(claims)));
        return text.apply(input + "." + TestKeys.base64Url(signature.apply(signer.sign(input))));
    }

    private static String encoded(String text) {
        boolean octets = text.startsWith(RAW);
        return TestKeys.base64Url(
                octets
                        ? text.substring(RAW.length()).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)
                        : text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String json(Map<String, String> members) {
        StringBuilder out = new StringBuilder("{");
        members.forEach((name, value) -> out.append(out.length() > 1 ? "," : "")
                .append(quoted(name))
                .append(':')
                .append(value));
        return out.append('}').toString();
    }
}
