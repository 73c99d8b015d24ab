package dev.portcullis.local;

import dev.portcullis.local.access.StateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Held while the system is changed, so that two launchers do not get in each other's way. */
final class StateLock implements AutoCloseable {
    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits until no other launcher holds it. */
    static StateLock take(Installation installation) throws IOException {
        FileChannel channel = FileChannel.open(
                StateFiles.folder(installation.state()).resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        channel.lock();
        return new StateLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
