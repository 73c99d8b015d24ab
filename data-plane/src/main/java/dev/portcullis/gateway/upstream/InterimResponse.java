package dev.portcullis.gateway.upstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import java.util.Locale;
import java.util.Map;

/** Writes an interim response of the upstream for the client (RFC 9110 section 15.2). Vert.x knows of 100 and 103 only. */
final class InterimResponse {
    private InterimResponse() {}

    /** Does nothing for a client of HTTP/1.0, which knows none, and for one that does not read what it is sent. */
    static void write(HttpResponse from, HttpServerRequest in) {
        if (in.response().writeQueueFull()) {
            return;
        }
        MultiMap fields = HeadersMultiMap.httpHeaders();
        MultiMap received = HeadersMultiMap.httpHeaders();
        from.headers().forEach(field -> received.add(field.getKey(), field.getValue()));
        ResponseHead.copyFields(received, fields);
        switch (in.version()) {
            case HTTP_1_0 -> {}
            case HTTP_1_1 ->
                ((VertxConnection) in.connection())
                        .writeToChannel(new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                from.status(),
                                Unpooled.EMPTY_BUFFER,
                                (HttpHeaders) fields,
                                EmptyHttpHeaders.INSTANCE));
            case HTTP_2 -> {
                Http2Headers headers =
                        new DefaultHttp2Headers().status(from.status().codeAsText());
                for (Map.Entry<String, String> field : fields) {
                    headers.add(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
                }
                ChannelHandlerContext ctx = ((ConnectionBase) in.connection()).channelHandlerContext();
                Http2ConnectionHandler handler = (Http2ConnectionHandler) ctx.handler();
                handler.encoder().writeHeaders(ctx, in.response().streamId(), headers, 0, false, ctx.newPromise());
                ctx.flush();
            }
        }
    }
}
