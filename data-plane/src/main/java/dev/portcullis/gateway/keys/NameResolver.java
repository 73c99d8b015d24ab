package dev.portcullis.gateway.keys;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Finds the addresses of a name. Its answer is checked and then dialled as it is, so it is asked once per fetch. */
@FunctionalInterface
interface NameResolver {
    /** Fails, or answers an empty list, if the name has no address. */
    Future<List<InetAddress>> resolve(String name);

    /**
     * The resolver of Vert.x, which does not block and knows the hosts file and search domains. Vert.x shows it to its own
     * modules only; its public DNS client knows neither, and the JDK's blocks.
     */
    static NameResolver of(Vertx vertx) {
        return name -> {
            Promise<List<InetSocketAddress>> promise = Promise.promise();
            ((VertxInternal) vertx).nameResolver().resolveAll(name, promise::handle);
            return promise.future()
                    .map(found ->
                            found.stream().map(InetSocketAddress::getAddress).toList());
        };
    }
}
