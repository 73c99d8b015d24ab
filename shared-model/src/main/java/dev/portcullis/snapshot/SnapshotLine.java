package dev.portcullis.snapshot;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a snapshot (application/x-ndjson), in their order: one {@link Metadata}, one {@link SignedHeadLine}, as many
 * {@link RecordLine}s as the head says, one {@link Checksum}. Nothing follows.
 */
final class SnapshotLine {
    static final int FORMAT = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private SnapshotLine() {}

    /**
     * What a snapshot is of. Members that are not known are passed over; what must not be raises the format.
     *
     * @param takenAtMillis see {@link Snapshot}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Metadata(int format, @Nullable String instanceId, long takenAtMillis) {}

    /** @param head a compact JWS */
    record SignedHeadLine(@Nullable String head) {}

    /** @param value in base64, since the digest is over its very bytes */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    record RecordLine(@Nullable String key, byte @Nullable [] value) {}

    /** @param sha256 in hexadecimal, over all bytes of all lines before this one */
    record Checksum(@Nullable String sha256) {}

    static byte[] write(Record line) {
        try {
            return MAPPER.writeValueAsBytes(line);
        } catch (IOException e) {
            throw new IllegalStateException("a line that is no JSON", e);
        }
    }

    /** Null if the bytes are no such line. */
    static <T> @Nullable T read(byte[] line, Class<T> type) {
        try {
            return MAPPER.readValue(line, type);
        } catch (IOException e) {
            // Its message can quote the line, which may hold what nobody has signed.
            return null;
        }
    }
}
