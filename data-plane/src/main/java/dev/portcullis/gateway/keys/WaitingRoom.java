package dev.portcullis.gateway.keys;

/**
 * How many requests wait for keys, over all sources. A request that waits is held with all of its header, also when its
 * client has gone, and a provider that is slow makes the wait as long as a fetch may take. Confined to one thread.
 */
final class WaitingRoom {
    private final int places;
    private int taken;

    WaitingRoom(int places) {
        this.places = places;
    }

    /** Whether one more may wait; if so, it has a place until it is said to have left. */
    boolean enter() {
        if (taken >= places) {
            return false;
        }
        taken++;
        return true;
    }

    void leave(int requests) {
        taken -= requests;
    }
}
