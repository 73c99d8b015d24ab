package dev.portcullis.gateway.snapshot;

import dev.portcullis.snapshot.Snapshot;
import dev.portcullis.snapshot.SnapshotWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file of an instance in the state folder, which one node has for itself. It is replaced as a whole: a node or a machine
 * that fails meanwhile leaves the one before.
 */
public record StateFile(Path path) {
    private static final int BUFFER_BYTES = 1 << 16;

    public static StateFile in(Path folder, String instanceId) {
        return new StateFile(folder.resolve(URLEncoder.encode(instanceId, StandardCharsets.UTF_8) + ".snapshot"));
    }

    void write(Snapshot snapshot) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        try {
            try (FileChannel channel = FileChannel.open(
                            next,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
                SnapshotWriter.write(snapshot, out);
                out.flush();
                channel.force(true);
            }
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
