package dev.portcullis.chaos.check;

import dev.portcullis.chaos.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When a part could not do its work, because of what was done to it. */
final class Impairments {
    /** Until it was seen to be ready. */
    private final Map<String, List<Span>> down = new HashMap<>();
    /** Until its process ran again: from then on it can report, before anybody has seen that it is ready. */
    private final Map<String, List<Span>> silent = new HashMap<>();

    private final Map<String, List<Span>> cutOff = new HashMap<>();
    private final Map<String, List<Long>> starts = new HashMap<>();
    private final Map<String, Long> downSince = new HashMap<>();
    private final Map<String, Long> silentSince = new HashMap<>();
    private final Map<String, Long> cutOffSince = new HashMap<>();

    private record Span(long from, long to) {
        boolean touches(long start, long end) {
            return from <= end && to >= start;
        }

        boolean covers(long start, long end) {
            return from <= start && to >= end;
        }
    }

    Impairments(List<Event> events) {
        for (Event event : events) {
            if (event instanceof Event.Part part) {
                take(part.part(), part);
            }
        }
        downSince.forEach((part, from) -> add(down, part, new Span(from, Long.MAX_VALUE)));
        silentSince.forEach((part, from) -> add(silent, part, new Span(from, Long.MAX_VALUE)));
        cutOffSince.forEach((part, from) -> add(cutOff, part, new Span(from, Long.MAX_VALUE)));
    }

    private void take(String part, Event.Part event) {
        switch (event.change()) {
            case STARTED -> {
                add(starts, part, event.at());
                end(silentSince, silent, part, event.at());
            }
            case KILLED, STOPPED, PAUSED, ENDED_BY_ITSELF -> {
                downSince.putIfAbsent(part, event.at());
                silentSince.putIfAbsent(part, event.at());
            }
            case READY, CONTINUED -> {
                end(downSince, down, part, event.at());
                end(silentSince, silent, part, event.at());
            }
            case CUT_OFF -> cutOffSince.putIfAbsent(part, event.at());
            case CONNECTED -> end(cutOffSince, cutOff, part, event.at());
        }
    }

    private static void end(Map<String, Long> since, Map<String, List<Span>> spans, String part, long at) {
        Long from = since.remove(part);
        if (from != null) {
            add(spans, part, new Span(from, at));
        }
    }

    private static <T> void add(Map<String, List<T>> all, String part, T one) {
        all.computeIfAbsent(part, name -> new ArrayList<>()).add(one);
    }

    /** Whether the part was not running at some time between. */
    boolean wasDown(String part, long from, long to) {
        return down.getOrDefault(part, List.of()).stream().anyMatch(span -> span.touches(from, to));
    }

    /** Whether the part was not running, or cut off from the rest, at some time between. */
    boolean wasImpaired(String part, long from, long to) {
        return wasDown(part, from, to)
                || cutOff.getOrDefault(part, List.of()).stream().anyMatch(span -> span.touches(from, to));
    }

    /** Whether the part's process did not run at any time between. */
    boolean wasSilentThroughout(String part, long from, long to) {
        return silent.getOrDefault(part, List.of()).stream().anyMatch(span -> span.covers(from, to));
    }

    /** When its processes were started. */
    List<Long> starts(String part) {
        return starts.getOrDefault(part, List.of());
    }
}
