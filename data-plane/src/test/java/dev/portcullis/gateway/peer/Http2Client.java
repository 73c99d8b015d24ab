package dev.portcullis.gateway.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/2 with prior knowledge that writes its frames itself, so that it can write wrong ones. */
public final class Http2Client implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int FRAME_BYTES = 16_384;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;
    private static final int ACK = 1;
    private static final int CANCEL = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final List<Integer> interims = new ArrayList<>();
    private int nextStream = 1;
    private long resetCode = -1;

    /**
     * What came of a request.
     *
     * @param status null: the stream, or the connection, was reset
     */
    public record Answer(@Nullable Integer status, String body) {}

    public Http2Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /**
     * Sends a request and waits for what comes of it.
     *
     * @param fields name, value, name, value…, pseudo-fields first
     */
    public Answer ask(@Nullable String body, String... fields) throws IOException {
        return answer(send(body, fields));
    }

    /** Sends a request and answers the number of its stream. */
    public int send(@Nullable String body, String... fields) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        header(stream, body == null ? END_STREAM : 0, block(fields));
        if (body != null) {
            frame(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.ISO_8859_1));
        }
        return stream;
    }

    /** Begins a request whose body is still to come. */
    public int begin(String... fields) throws IOException {
        int stream = nextStream;
        nextStream += 2;
        frame(HEADERS, END_HEADERS, stream, block(fields));
        return stream;
    }

    /** A piece of the body of a request that was begun. */
    public void data(int stream, String piece, boolean last) throws IOException {
        frame(DATA, last ? END_STREAM : 0, stream, piece.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The statuses of the interim responses so far. */
    public List<Integer> interims() {
        return interims;
    }

    /** With which code the last stream was reset, or the connection ended (RFC 9113 section 7); -1 if none was. */
    public long resetCode() {
        return resetCode;
    }

    /** Takes a request back. */
    public void reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    private void header(int stream, int flags, byte[] block) throws IOException {
        int first = Math.min(block.length, FRAME_BYTES);
        frame(HEADERS, flags | (first == block.length ? END_HEADERS : 0), stream, Arrays.copyOf(block, first));
        for (int sent = first; sent < block.length; sent += FRAME_BYTES) {
            int end = Math.min(block.length, sent + FRAME_BYTES);
            frame(CONTINUATION, end == block.length ? END_HEADERS : 0, stream, Arrays.copyOfRange(block, sent, end));
        }
    }

    private static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            // Literal without indexing, new name (RFC 7541 section 6.2.2).
            block.write(0);
            writeText(block, fields[i]);
            writeText(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void writeText(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = bytes.length;
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length >>= 7) {
                block.write((length & 0x7f) | 0x80);
            }
            block.write(length);
        }
        block.writeBytes(bytes);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(new byte[] {(byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length});
        out.write(type);
        out.write(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    /** Waits for what comes of a request; what comes of others meanwhile is dropped. */
    public Answer answer(int stream) throws IOException {
        Integer status = null;
        StringBuilder body = new StringBuilder();
        while (true) {
            int length = in.read();
            if (length < 0) {
                return new Answer(null, "closed");
            }
            length = length << 16 | in.readUnsignedShort();
            int type = in.read();
            int flags = in.read();
            int id = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == SETTINGS && (flags & ACK) == 0) {
                acknowledgeSettings();
            } else if (type == GOAWAY || (type == RST_STREAM && id == stream)) {
                resetCode = ByteBuffer.wrap(payload).getInt(type == GOAWAY ? Integer.BYTES : 0);
                return new Answer(status, "reset");
            } else if (type == HEADERS && id == stream) {
                CharSequence read = headers(id, payload, (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES)
                        .status();
                if (read != null && read.charAt(0) == '1') {
                    interims.add(Integer.valueOf(read.toString()));
                } else {
                    status = read == null ? status : Integer.valueOf(read.toString());
                }
            } else if (type == DATA && id == stream) {
                body.append(new String(payload, StandardCharsets.ISO_8859_1));
            }
            if (id == stream && (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
                return new Answer(status, body.toString());
            }
        }
    }

    private void acknowledgeSettings() throws IOException {
        try {
            frame(SETTINGS, ACK, 0, new byte[0]);
        } catch (SocketException e) {
            // A server that has refused the request has closed already; what it said is still to be read.
        }
    }

    private Http2Headers headers(int stream, byte[] block, int offset) throws IOException {
        ByteBuf buffer = Unpooled.wrappedBuffer(block, offset, block.length - offset);
        try {
            return decoder.decodeHeaders(stream, buffer);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
