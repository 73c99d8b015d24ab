package dev.portcullis.gateway;

import dev.portcullis.gateway.peer.Provider;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A provider that takes requests and answers none before the test lets it. */
final class HeldProvider implements Provider.Script {
    private final Provider.Script behind;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    HeldProvider(Provider.Script behind) {
        this.behind = behind;
    }

    @Override
    public void answer(Socket socket, OutputStream out) throws Exception {
        asked.countDown();
        open.await();
        behind.answer(socket, out);
    }

    void awaitRequest() {
        try {
            if (!asked.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody asked for the keys");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void open() {
        open.countDown();
    }
}
