package dev.portcullis.chaos.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.portcullis.chaos.model.Operation;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What has happened so far, in memory and as JSON lines in a file. Thread-safe. */
public final class History implements AutoCloseable {
    private static final JsonMapper JSON = mapper();

    private final long startNanos = System.nanoTime();
    private final List<Event> events = new ArrayList<>();
    private final BufferedWriter file;

    public History(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .build();
        mapper.registerSubtypes(Event.class.getPermittedSubclasses());
        mapper.registerSubtypes(Event.Outcome.class.getPermittedSubclasses());
        mapper.registerSubtypes(Operation.class.getPermittedSubclasses());
        return mapper;
    }

    /** Reads one that was written before. */
    public static List<Event> read(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        try (var lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                events.add(JSON.readValue(line, Event.class));
            }
        }
        return events;
    }

    /** Microseconds since the beginning. */
    public long now() {
        return (System.nanoTime() - startNanos) / 1000;
    }

    /** Adds an event. */
    public synchronized void add(Event event) {
        events.add(event);
        try {
            file.write(JSON.writerFor(Event.class).writeValueAsString(event));
            file.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, in the order in which it was added. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
