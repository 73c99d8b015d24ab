package dev.portcullis.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Netty's decoder, which tells no one of bytes that it holds back because they are no whole message yet. */
final class ResponseDecoder extends HttpResponseDecoder {
    private boolean head;
    private boolean begun;

    ResponseDecoder(int headerBytes) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(headerBytes).setMaxHeaderSize(headerBytes));
    }

    /** @param isHead whether the next response answers HEAD */
    void expect(boolean isHead) {
        head = isHead;
    }

    /** Whether something has come of which no message was made yet. */
    boolean holdsBytes() {
        return begun || actualReadableBytes() > 0;
    }

    /** Whole lines of a header are no bytes to be read any more, and no message yet. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        begun = true;
        return super.createMessage(initialLine);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) throws Exception {
        super.decode(ctx, bytes, out);
        if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
            begun = false;
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean interim = ((HttpResponse) message).status().codeClass() == HttpStatusClass.INFORMATIONAL;
        return (head && !interim) || super.isContentAlwaysEmpty(message);
    }
}
