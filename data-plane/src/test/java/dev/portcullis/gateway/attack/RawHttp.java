package dev.portcullis.gateway.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** Sends octets to a port as they are and reads one response. */
final class RawHttp {
    private static final int TIMEOUT_MILLIS = 60_000;

    private RawHttp() {}

    /** @param status 0: the connection ended without an answer */
    record Response(int status, String head, String body) {
        String code() {
            int start = body.indexOf("\"code\":\"");
            return start < 0 ? "" : body.substring(start + 8, body.indexOf('"', start + 8));
        }
    }

    /** Sends a text of octets on a connection of its own. */
    static Response send(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            } catch (IOException e) {
                // The node may answer and close before it has read all.
            }
            return read(new BufferedInputStream(socket.getInputStream()));
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("no answer in " + TIMEOUT_MILLIS + " ms", e);
        } catch (IOException e) {
            return new Response(0, "", "");
        }
    }

    static Response read(InputStream in) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int octet = in.read();
            if (octet < 0) {
                return new Response(0, octets.toString(ISO_8859_1), "");
            }
            octets.write(octet);
            matched = octet == "\r\n\r\n".charAt(matched) ? matched + 1 : octet == '\r' ? 1 : 0;
        }
        String head = octets.toString(ISO_8859_1);
        String lowerCase = head.toLowerCase(Locale.ROOT);
        int at = lowerCase.indexOf("\r\ncontent-length: ");
        String body = "";
        if (at >= 0) {
            int start = at + "\r\ncontent-length: ".length();
            int length = Integer.parseInt(lowerCase.substring(start, lowerCase.indexOf('\r', start)));
            body = new String(in.readNBytes(length), ISO_8859_1);
        }
        return new Response(Integer.parseInt(head.split(" ", 3)[1]), head, body);
    }
}
