package dev.portcullis.control.outbox;

/** What only the replica does that relays, beside the relay and on a thread of its own. */
public interface RelayDuty {
    /** The relay begins; must not block. */
    void begin(RelayTenure tenure);

    /** The relay of that tenure has ended, whatever the reason. */
    void end();
}
