package dev.portcullis.gateway.framing;

import dev.portcullis.policy.DenialReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** The answers of the guards themselves, given where the server could only close: problem details (RFC 9457). */
enum RefusedMessage {
    BROKEN_CONTENT(400, "The framing of the content is broken"),
    BROKEN_PREFACE(400, "The connection begins with half of the preface of HTTP/2"),
    LATE_HEADER(408, "The header of the request did not arrive in time");

    private final int status;
    private final String detail;

    RefusedMessage(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    /** The answer as a message. */
    FullHttpResponse response() {
        ByteBuf body = Unpooled.wrappedBuffer(body());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, "close");
        return response;
    }

    /** The answer as it stands on the wire, for a pipeline that has no encoder yet. */
    ByteBuf bytes() {
        byte[] body = body();
        String head = "HTTP/1.1 " + HttpResponseStatus.valueOf(status)
                + "\r\ncontent-type: application/problem+json\r\ncontent-length: " + body.length
                + "\r\nconnection: close\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    private byte[] body() {
        DenialReason reason = DenialReason.AMBIGUOUS_REQUEST;
        return new JsonObject()
                .put("type", "urn:portcullis:problem:ambiguous-request")
                .put("title", reason.title())
                .put("status", status)
                .put("detail", detail)
                .put("code", reason.code())
                .put("requestId", RequestIds.next())
                .toBuffer()
                .getBytes();
    }
}
