package dev.portcullis.gateway.framing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;

/** Stands between the decoder of HTTP/2 and the server, and lets it see what it would overlook. */
final class Http2Guard extends Http2FrameListenerDecorator {
    private final Http2ConnectionDecoder decoder;

    private Http2Guard(Http2ConnectionDecoder decoder, Http2FrameListener server) {
        super(server);
        this.decoder = decoder;
    }

    /** Before the first frame. */
    static void guard(Http2ConnectionDecoder decoder) {
        decoder.frameListener(new Http2Guard(decoder, decoder.frameListener()));
    }

    /** The server puts another listener in the place of the first one when the client's settings have come. */
    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        super.onSettingsRead(ctx, settings);
        if (!(decoder.frameListener() instanceof Http2Guard)) {
            guard(decoder);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        super.onHeadersRead(ctx, streamId, showHosts(headers), padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        super.onHeadersRead(
                ctx, streamId, showHosts(headers), streamDependency, weight, exclusive, padding, endOfStream);
    }

    /** Without {@code :authority}, the server takes the first Host for it and drops the others; with it, it leaves them. */
    private static Http2Headers showHosts(Http2Headers headers) {
        if (headers.authority() == null) {
            List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
            if (hosts.size() > 1) {
                headers.authority(hosts.getFirst());
            }
        }
        return headers;
    }
}
