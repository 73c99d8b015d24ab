package dev.portcullis.control.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What no client library would send: the octets as they are. */
record RawRequest(String line, String... fields) {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final byte[] PIECE = new byte[1 << 20];

    static {
        Arrays.fill(PIECE, (byte) ' ');
    }

    RawRequest {
        fields = fields.clone();
    }

    @Override
    public String[] fields() {
        return fields.clone();
    }

    /**
     * Sends the header, and then so much of a body of spaces as the server takes before it answers.
     *
     * @return the head of the answer
     */
    String answer(URI server, int bodyMebibytes) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(header(server, "\r\nConnection: close\r\n\r\n"));
            try {
                for (int i = 0; i < bodyMebibytes && socket.getInputStream().available() == 0; i++) {
                    out.write(PIECE);
                }
                return head(socket);
            } catch (SocketException e) {
                // It has had enough, and its answer was lost with the connection.
                return "";
            }
        }
    }

    /** Sends the header only; answers all that comes until the server closes the connection. */
    String wholeAnswer(URI server) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(header(server, "\r\n\r\n"));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private byte[] header(URI server, String end) {
        StringBuilder head =
                new StringBuilder(line).append(" HTTP/1.1\r\nHost: ").append(server.getAuthority());
        for (String field : fields) {
            head.append("\r\n").append(field);
        }
        return head.append(end).toString().getBytes(ISO_8859_1);
    }

    /** The status of that answer; 0 if the server has closed the connection instead. */
    int status(URI server, int bodyMebibytes) throws IOException {
        String answer = answer(server, bodyMebibytes);
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                break;
            }
            head.append((char) octet);
        }
        return head.toString();
    }
}
