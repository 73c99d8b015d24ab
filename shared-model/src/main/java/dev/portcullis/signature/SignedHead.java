package dev.portcullis.signature;

import dev.portcullis.model.Head;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.model.WireJson;

/** A head as it stands on the config topic: the payload of a compact JWS that the control plane has signed. */
public final class SignedHead {
    /** The {@code typ} of the JWS (RFC 7515 section 4.1.9). */
    static final String TYPE = "portcullis-head+json";

    private SignedHead() {}

    /** What a record under the key of a head turned out to be. */
    public sealed interface Reading {
        /** A trusted key has signed this head. */
        record Read(Head head) implements Reading {}

        /** The record says nothing that may be believed. */
        record Untrusted(SignedPayload.Reason reason) implements Reading {}

        /** A trusted key has signed it, and this version does not understand it. */
        record Unreadable(String fault) implements Reading {}
    }

    public static byte[] write(Head head, SigningKeys keys) {
        return keys.sign(TYPE, WireJson.write(head));
    }

    public static Reading read(byte[] record, TrustedKeys keys) {
        return switch (keys.verify(TYPE, record)) {
            case SignedPayload.Untrusted untrusted -> new Reading.Untrusted(untrusted.reason());
            case SignedPayload.Trusted trusted -> {
                try {
                    yield new Reading.Read(WireJson.readHead(trusted.payload()));
                } catch (UnknownItemException e) {
                    yield new Reading.Unreadable(String.valueOf(e.getMessage()));
                }
            }
        };
    }
}
