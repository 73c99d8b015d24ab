package dev.portcullis.gateway.attack;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** How lenient servers read a path: every combination of the liberties that some of them take. */
final class LaxServer {
    private static final int LIBERTIES = 5;

    private LaxServer() {}

    static Set<String> readings(String target) {
        Set<String> readings = new LinkedHashSet<>();
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        for (int liberties = 0; liberties < 1 << LIBERTIES; liberties++) {
            readings.add(read(path, liberties));
        }
        return readings;
    }

    private static String read(String path, int liberties) {
        String text = path;
        for (int decodes = (liberties & 1) + (liberties >> 1 & 1); decodes > 0; decodes--) {
            text = decode(text);
        }
        text = (liberties & 4) == 0 ? text : text.replace('\\', '/');
        text = (liberties & 8) == 0 ? text : text.replaceAll(";[^/]*", "");
        text = (liberties & 16) == 0 ? text : text.replaceAll("/+", "/");
        int nul = text.indexOf('\0');
        text = nul < 0 ? text : text.substring(0, nul);
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : text.substring(1).split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
