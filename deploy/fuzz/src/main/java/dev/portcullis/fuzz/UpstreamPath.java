package dev.portcullis.fuzz;

import dev.portcullis.model.RequestPolicy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How servers behind the gateway read a path: each of these readings has been met somewhere. */
final class UpstreamPath {
    private static final String RAW = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/";
    private static final String UPPER_HEX = "0123456789ABCDEF";

    private UpstreamPath() {}

    /** A way of reading; each answers the segments that the server looks at. */
    enum Reading {
        /** Split, then decode. */
        LITERAL {
            @Override
            List<String> of(String path) {
                return segments(path).stream().map(UpstreamPath::decoded).toList();
            }
        },
        RESOLVED_FIRST {
            @Override
            List<String> of(String path) {
                return resolved(segments(path)).stream()
                        .map(UpstreamPath::decoded)
                        .toList();
            }
        },
        DECODED_FIRST {
            @Override
            List<String> of(String path) {
                return resolved(segments(decoded(path)));
            }
        },
        DECODED_TWICE {
            @Override
            List<String> of(String path) {
                return resolved(segments(decoded(decoded(path))));
            }
        },
        BACKSLASH_IS_SLASH {
            @Override
            List<String> of(String path) {
                return resolved(segments(decoded(path).replace('\\', '/')));
            }
        },
        PARAMETERS_DROPPED {
            @Override
            List<String> of(String path) {
                return resolved(segments(decoded(path).replaceAll(";[^/]*", "")));
            }
        },
        SLASHES_MERGED {
            @Override
            List<String> of(String path) {
                return resolved(segments(decoded(path).replaceAll("/+", "/")));
            }
        },
        ENDS_AT_NUL {
            @Override
            List<String> of(String path) {
                return resolved(segments(decoded(path).replaceAll("\0.*", "")));
            }
        };

        abstract List<String> of(String path);

        /** Whether that policy promises that this reading is no other than the rest. */
        boolean isToldApartBy(RequestPolicy policy) {
            return switch (this) {
                case LITERAL, RESOLVED_FIRST -> true;
                case DECODED_FIRST, DECODED_TWICE, BACKSLASH_IS_SLASH, ENDS_AT_NUL -> !policy.allowEncodedSlash();
                case PARAMETERS_DROPPED -> !policy.allowEncodedSlash() && !policy.allowSemicolon();
                case SLASHES_MERGED -> !policy.allowEncodedSlash() && !policy.allowEmptySegments();
            };
        }
    }

    /** Whether the path holds only what RFC 3986 section 3.3 lets stand raw, and upper-case escapes. */
    static boolean isPlain(String path, RequestPolicy policy) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                if (i + 2 >= path.length()
                        || UPPER_HEX.indexOf(path.charAt(i + 1)) < 0
                        || UPPER_HEX.indexOf(path.charAt(i + 2)) < 0) {
                    return false;
                }
                i += 2;
            } else if (RAW.indexOf(c) < 0 && !(c == ';' && policy.allowSemicolon())) {
                return false;
            }
        }
        return path.startsWith("/");
    }

    /** Percent-decoded once; what is no escape stays. */
    static String decoded(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length);
        for (int i = 0; i < octets.length; i++) {
            int high = octets[i] == '%' && i + 2 < octets.length ? hex(octets[i + 1]) : -1;
            int low = high < 0 ? -1 : hex(octets[i + 2]);
            if (low < 0) {
                out.write(octets[i]);
            } else {
                out.write(high << 4 | low);
                i += 2;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte octet) {
        return octet < 0 ? -1 : Character.digit(octet, 16);
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** RFC 3986 section 5.2.4; climbing above the root is ignored. */
    private static List<String> resolved(List<String> segments) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean dots = segment.equals(".") || segment.equals("..");
            if (segment.equals("..") && !out.isEmpty()) {
                out.removeLast();
            }
            if (!dots) {
                out.add(segment);
            } else if (i == segments.size() - 1) {
                out.add("");
            }
        }
        return out;
    }
}
