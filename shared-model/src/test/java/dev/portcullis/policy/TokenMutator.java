package dev.portcullis.policy;

import dev.portcullis.policy.DifferentialTest.Stricter;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes good tokens and changes one thing in most of them. The same seed makes the same changes. */
final class TokenMutator {
    private final Random random;

    TokenMutator(Random random) {
        this.random = random;
    }

    /**
     * A token and what was done to it.
     *
     * @param whyWeAreStricter why a library may admit it and we do not; null if all should agree
     * @param laxer which library may refuse what we admit, and rightly so by its own lights: "jose4j", "nimbus" or ""
     */
    record Mutant(
            String name, String key, String token, @Nullable Stricter whyWeAreStricter, String laxer) {
        boolean explainsLaxer(boolean jose4j, boolean nimbus) {
            return (jose4j || laxer.contains("jose4j")) && (nimbus || laxer.contains("nimbus"));
        }
    }

    private String key = "";
    private String algorithm = "";
    private String header = "";
    private String claims = "";

    Mutant next(String keyName) {
        key = keyName;
        algorithm = algorithmOf(keyName);
        header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key + "\",\"typ\":\"JWT\"}";
        claims = "{\"iss\":\"" + Samples.ISSUER + "\",\"aud\":" + (random.nextBoolean() ? "\"api\"" : "[\"x\",\"api\"]")
                + ",\"sub\":\"s" + random.nextInt(1_000) + "\",\"exp\":" + (Samples.NOW_SECONDS + 600) + "}";
        return switch (random.nextInt(9)) {
            case 0 -> mutant("untouched", null);
            case 1 -> bytesOfText();
            case 2 -> header();
            case 3 -> times();
            case 4 -> identity();
            case 5 -> json();
            case 6 -> base64();
            case 7 -> signature();
            default -> structure();
        };
    }

    private String algorithmOf(String keyName) {
        return switch (keyName) {
            case "rsa" -> new String[] {"RS256", "RS512", "PS256", "PS384"}[random.nextInt(4)];
            case "ec256" -> "ES256";
            case "ec384" -> "ES384";
            case "ed25519" -> "EdDSA";
            default -> "HS256";
        };
    }

    private Mutant mutant(String name, @Nullable Stricter why) {
        return mutant(name, why, "");
    }

    private Mutant mutant(String name, @Nullable Stricter why, String laxer) {
        return new Mutant(name, key, TestKeys.named(key).token(algorithm, header, claims), why, laxer);
    }

    private Mutant raw(String name, String token, @Nullable Stricter why) {
        return new Mutant(name, key, token, why, "");
    }

    private void addHeader(String member) {
        header = header.substring(0, header.length() - 1) + "," + member + "}";
    }

    private void addClaim(String member) {
        claims = claims.substring(0, claims.length() - 1) + "," + member + "}";
    }

    /** A character of the finished token replaced: nearly always a broken signature. */
    private Mutant bytesOfText() {
        String token = TestKeys.named(key).token(algorithm, header, claims);
        int at = random.nextInt(token.length());
        char with = "ABCxyz059-_.=+/ \n\u00e9".charAt(random.nextInt(18));
        String changed = token.substring(0, at) + with + token.substring(at + 1);
        return raw("one character", changed, Stricter.LENIENT_BASE64);
    }

    private Mutant header() {
        switch (random.nextInt(14)) {
            case 0 -> addHeader("\"crit\":[\"exp\"],\"exp\":1");
            case 1 -> addHeader("\"crit\":[\"b64\"],\"b64\":true");
            case 2 -> addHeader("\"b64\":false");
            case 3 -> addHeader("\"b64\":true");
            case 4 -> addHeader("\"zip\":\"DEF\"");
            case 5 -> addHeader("\"enc\":\"A128GCM\"");
            case 6 -> addHeader("\"jku\":\"https://127.0.0.1/\",\"x5u\":\"https://127.0.0.1/\"");
            case 7 -> header = header.replace("\"kid\":\"" + key + "\"", "\"kid\":\"nobody\"");
            case 8 -> header = header.replace("\"kid\":\"" + key + "\",", "");
            case 9 -> header = header.replace("\"" + key + "\"", "7");
            case 10 -> header = header.replace("\"" + algorithm + "\"", "\"none\"");
            case 11 ->
                header = header.replace(
                        "\"" + algorithm + "\"", "\"" + algorithm.toLowerCase(java.util.Locale.ROOT) + "\"");
            case 12 -> header = header.replace("\"alg\":\"" + algorithm + "\",", "");
            default -> {
                String other = algorithm.equals("HS256") ? "RS256" : "HS256";
                header = header.replace("\"" + algorithm + "\"", "\"" + other + "\"");
            }
        }
        boolean extension =
                header.contains("crit") || header.contains("b64") || header.contains("zip") || header.contains("enc");
        // Without a kid Nimbus takes keys of the type, and gives up when one of them has another curve.
        String laxer = header.contains("\"kid\"") ? "" : "nimbus";
        return mutant("header", extension ? Stricter.HEADER_EXTENSION : Stricter.KID, laxer);
    }

    private Mutant times() {
        String exp = "\"exp\":" + (Samples.NOW_SECONDS + 600);
        // The libraries judge the exact second of the skew differently: none of these lies there.
        String[] values = {
            "-1",
            "0",
            "1.5",
            "1e400",
            "1e9",
            "\"1\"",
            "null",
            "true",
            "[]",
            (Samples.NOW_SECONDS - 30) + "",
            (Samples.NOW_SECONDS - 90) + "",
            (Samples.NOW_SECONDS + 90) + ".5",
            (Samples.NOW_SECONDS + 30) + "",
            "99999999999"
        };
        String value = values[random.nextInt(values.length)];
        String name = new String[] {"exp", "nbf", "iat"}[random.nextInt(3)];
        if (name.equals("exp")) {
            claims = random.nextInt(8) == 0 ? claims.replace("," + exp, "") : claims.replace(exp, "\"exp\":" + value);
        } else {
            addClaim("\"" + name + "\":" + value);
        }
        boolean number = Character.isDigit(value.charAt(0)) || value.equals("-1");
        boolean future = name.equals("iat") && number;
        // jose4j takes no fractional and no negative times; Nimbus takes them.
        String laxer = value.contains(".") || value.contains("e") || value.startsWith("-") ? "jose4j nimbus" : "";
        Stricter why = future && !value.contains("400") ? Stricter.ISSUED_IN_THE_FUTURE : Stricter.TIME_TYPES;
        return mutant(name + "=" + value, why, laxer);
    }

    private Mutant identity() {
        String iss = "\"iss\":\"" + Samples.ISSUER + "\"";
        switch (random.nextInt(10)) {
            case 0 -> claims = claims.replace(iss, "\"iss\":\"https://other.example\"");
            case 1 -> claims = claims.replace(iss, "\"iss\":7");
            case 2 -> claims = claims.replace(iss + ",", "");
            case 3 -> claims = claims.replace(iss, "\"iss\":[\"" + Samples.ISSUER + "\"]");
            case 4 -> claims = claims.replace("api", "other");
            case 5 -> claims = claims.replaceAll("\"aud\":(\"api\"|\\[\"x\",\"api\"\\]),", "");
            case 6 -> claims = claims.replace("\"api\"", "\"api \"");
            case 7 -> {
                claims = claims.replaceAll("\"aud\":(\"api\"|\\[\"x\",\"api\"\\])", "\"aud\":[1,\"api\"]");
                return mutant("aud of mixed types", Stricter.AUDIENCE_TYPES);
            }
            case 8 -> claims = claims.replaceAll("\"aud\":(\"api\"|\\[\"x\",\"api\"\\])", "\"aud\":{}");
            default -> {
                // Nimbus judges the type of sub, which no rule asked it to.
                claims = claims.replaceAll("\"sub\":\"s\\d+\"", "\"sub\":7");
                return mutant("sub=7", null, "jose4j nimbus");
            }
        }
        return mutant("identity", null);
    }

    private Mutant json() {
        switch (random.nextInt(13)) {
            case 0 -> {
                addClaim("\"iss\":\"" + Samples.ISSUER + "\"");
                return mutant("duplicate claim", Stricter.DUPLICATE_NAMES);
            }
            case 1 -> {
                addHeader("\"alg\":\"" + algorithm + "\"");
                return mutant("duplicate alg", Stricter.DUPLICATE_NAMES);
            }
            case 2 -> {
                addClaim("\"o\":{\"a\":1,\"a\":2}");
                return mutant("duplicate name deep down", Stricter.DUPLICATE_NAMES);
            }
            case 3 -> {
                addClaim("\"d\":" + "[".repeat(40) + "]".repeat(40));
                return mutant("deep payload", Stricter.LIMITS);
            }
            case 4 -> {
                addHeader("\"d\":" + "[".repeat(12) + "]".repeat(12));
                return mutant("deep header", Stricter.LIMITS);
            }
            case 5 -> {
                addHeader("\"pad\":\"" + "x".repeat(5_000) + "\"");
                return mutant("large header", Stricter.LIMITS);
            }
            case 6 -> {
                addClaim("\"pad\":\"" + "x".repeat(13_000) + "\"");
                return mutant("large payload", Stricter.LIMITS);
            }
            case 7 -> claims = claims + " trailing";
            case 8 -> claims = "/* c */" + claims;
            case 9 -> addClaim("\"n\":" + new String[] {"NaN", "01", "+1", ".5", "1.", "'x'"}[random.nextInt(6)]);
            case 10 -> addClaim("\"s\":\"\\ud800\"");
            case 11 -> claims = "\ufeff" + claims;
            default -> {
                addClaim("\"g\":\"\\u00fc\u00fc\ud83d\ude00\",\"o\":{\"a\":[1,2.5,null,true]}");
                return mutant("ordinary extras", null);
            }
        }
        return mutant("json", Stricter.LENIENT_JSON);
    }

    private Mutant base64() {
        String token = TestKeys.named(key).token(algorithm, header, claims);
        return switch (random.nextInt(5)) {
            case 0 -> raw("padding", token + "=".repeat(1 + random.nextInt(2)), Stricter.LENIENT_BASE64);
            case 1 -> raw("other alphabet", token.replace('-', '+').replace('_', '/'), Stricter.LENIENT_BASE64);
            case 2 ->
                raw("white space", token + new String[] {" ", "\n", "\t"}[random.nextInt(3)], Stricter.LENIENT_BASE64);
            case 3 -> {
                char last = token.charAt(token.length() - 1);
                String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
                char next = alphabet.charAt(alphabet.indexOf(last) ^ 1);
                yield raw("stray bits", token.substring(0, token.length() - 1) + next, Stricter.LENIENT_BASE64);
            }
            default -> {
                int dot = token.indexOf('.');
                yield raw(
                        "space inside",
                        token.substring(0, dot - 2) + " " + token.substring(dot - 2),
                        Stricter.LENIENT_BASE64);
            }
        };
    }

    private Mutant signature() {
        String token = TestKeys.named(key).token(algorithm, header, claims);
        int dot = token.lastIndexOf('.');
        String signature = token.substring(dot + 1);
        String changed = switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "A".repeat(signature.length() / 4 * 4);
            case 2 -> signature.substring(4);
            case 3 -> signature + "AAAA";
            default -> {
                String other = key.equals("ec256") ? "rsa" : "ec256";
                String otherAlgorithm = other.equals("rsa") ? "RS256" : "ES256";
                String foreign = TestKeys.named(other).token(otherAlgorithm, header, claims);
                yield foreign.substring(foreign.lastIndexOf('.') + 1);
            }
        };
        return raw("signature", token.substring(0, dot + 1) + changed, Stricter.LENIENT_BASE64);
    }

    private Mutant structure() {
        String token = TestKeys.named(key).token(algorithm, header, claims);
        int dot = token.indexOf('.');
        return switch (random.nextInt(6)) {
            case 0 -> raw("two parts", token.substring(0, token.lastIndexOf('.')), null);
            case 1 -> raw("four parts", token + ".AAAA", null);
            case 2 -> raw("five parts", token + ".AAAA.AAAA", null);
            case 3 -> raw("empty header", token.substring(dot), null);
            case 4 -> raw("empty payload", token.substring(0, dot + 1) + token.substring(token.lastIndexOf('.')), null);
            default -> mutant("untouched", null);
        };
    }
}
