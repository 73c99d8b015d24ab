package dev.portcullis.gateway.upstream;

/** What happens on the way of a forwarded request, as it happens. Called on the event loop of the request. */
public interface ForwardingObserver {
    /** The upstream could not have answered yet: for so long the client sent nothing of its body. */
    void awaitedClient(long nanos);

    /** The head of the final response is there, or that of the tunnel; at most once. */
    void responseBegan();
}
