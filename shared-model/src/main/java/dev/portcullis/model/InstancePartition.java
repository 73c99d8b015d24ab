package dev.portcullis.model;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The partition of the config topic that carries all records of an instance. */
public final class InstancePartition {
    private InstancePartition() {}

    /**
     * Part of the wire format: writers and readers must agree.
     *
     * @param partitions of the topic, 1 or more; must not change while the topic holds records
     */
    public static int of(String instanceId, int partitions) {
        CRC32 crc = new CRC32();
        crc.update(instanceId.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % partitions);
    }
}
