package dev.portcullis.gateway.upstream;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Netty's decoder, which tells no one of bytes that it holds back because they are no whole message yet. */
final class ResponseDecoder extends HttpResponseDecoder {
    private boolean head;

    ResponseDecoder(int headerBytes) {
        super(new HttpDecoderConfig().setMaxInitialLineLength(headerBytes).setMaxHeaderSize(headerBytes));
    }

    /** @param isHead whether the next response answers HEAD */
    void expect(boolean isHead) {
        head = isHead;
    }

    /** Whether something has come of which no message was made yet. */
    boolean holdsBytes() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean interim = ((HttpResponse) message).status().codeClass() == HttpStatusClass.INFORMATIONAL;
        return (head && !interim) || super.isContentAlwaysEmpty(message);
    }
}
