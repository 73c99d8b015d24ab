package dev.portcullis.local.part;

import dev.portcullis.local.access.StateFiles;
import dev.portcullis.parts.ProcessIdentity;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The book of what was started: one small file for each part. A part is running only if its very process still lives, so
 * a stale entry does no harm and a process that took over the number is never touched.
 */
public final class RunningParts {
    private final Path folder;

    public RunningParts(Path folder) {
        this.folder = folder;
    }

    /** One line of the book. */
    public record Entry(ProcessIdentity process, String fingerprint, String stopSignal) {}

    /** The living process of a part. */
    public Optional<Entry> find(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties lines = new Properties();
        lines.load(new StringReader(Files.readString(file)));
        Entry entry = new Entry(
                new ProcessIdentity(
                        Long.parseLong(lines.getProperty("pid", "0")), lines.getProperty("born", "unknown")),
                lines.getProperty("fingerprint", ""),
                lines.getProperty("stop", "TERM"));
        return entry.process().isAlive() ? Optional.of(entry) : Optional.empty();
    }

    /** The names of all that were entered, living or not. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".next"))
                    .sorted()
                    .toList();
        }
    }

    /** All that live, by name. */
    public SortedMap<String, Entry> all() throws IOException {
        TreeMap<String, Entry> all = new TreeMap<>();
        for (String name : names()) {
            find(name).ifPresent(entry -> all.put(name, entry));
        }
        return all;
    }

    /** Enters a part that was just started. */
    public void enter(Part part, long pid) throws IOException {
        Properties lines = new Properties();
        ProcessIdentity process = ProcessIdentity.of(pid);
        lines.setProperty("pid", Long.toString(process.pid()));
        lines.setProperty("born", process.born());
        lines.setProperty("fingerprint", part.fingerprint());
        lines.setProperty("stop", part.stopSignal());
        StringWriter text = new StringWriter();
        lines.store(text, null);
        StateFiles.write(folder.resolve(part.name()), text.toString());
    }

    /** Forgets a part. */
    public void strike(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }
}
