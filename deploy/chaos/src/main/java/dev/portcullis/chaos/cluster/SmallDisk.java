package dev.portcullis.chaos.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A disk of its own for one folder, small enough to be filled. It lies in memory, and only root can make it. */
public final class SmallDisk implements AutoCloseable {
    private static final int MEGABYTES = 256;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Empty: it cannot be made here. */
    static Optional<SmallDisk> mountedAt(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m,mode=0755", "portcullis", folder.toString());
        if (!mounted) {
            return Optional.empty();
        }
        // Whoever interrupts a run should not be left with a disk.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            try {
                run("umount", "--lazy", folder.toString());
            } catch (IOException e) {
                System.err.println(folder + " stays mounted: " + e.getMessage());
            }
        }));
        return Optional.of(new SmallDisk(folder));
    }

    /** Takes all that is left. */
    public void fill() {
        byte[] megabyte = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filling())) {
            for (int i = 0; i <= MEGABYTES; i++) {
                out.write(megabyte);
            }
        } catch (IOException e) {
            // It is full, which is what was wanted.
        }
    }

    /** Gives it back. */
    public void empty() throws IOException {
        Files.deleteIfExists(filling());
    }

    private Path filling() {
        return folder.resolve("filling");
    }

    private static boolean run(String... command) throws IOException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", folder.toString())) {
            throw new IOException(folder + " cannot be unmounted");
        }
    }
}
