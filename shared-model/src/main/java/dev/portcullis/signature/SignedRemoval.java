package dev.portcullis.signature;

import dev.portcullis.model.Removal;
import dev.portcullis.model.UnknownItemException;
import dev.portcullis.model.WireJson;
import java.util.Optional;

/** A removal as it stands on the nodes topic: the payload of a compact JWS that the control plane has signed. */
public final class SignedRemoval {
    private static final String TYPE = "portcullis-removal+json";

    private SignedRemoval() {}

    public static byte[] write(Removal removal, SigningKeys keys) {
        return keys.sign(TYPE, WireJson.write(removal));
    }

    /** Empty if the record is no removal, no trusted key has signed it, or this version does not understand it. */
    public static Optional<Removal> read(byte[] record, TrustedKeys keys) {
        return switch (keys.verify(TYPE, record)) {
            case SignedPayload.Untrusted untrusted -> Optional.empty();
            case SignedPayload.Trusted trusted -> {
                try {
                    yield Optional.of(WireJson.readRemoval(trusted.payload()));
                } catch (UnknownItemException e) {
                    yield Optional.empty();
                }
            }
        };
    }
}
