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

    /**
     * Whether one more may wait; if so, it has a place until it is said to have left. Those of one source get seven
     * eighths of what the others leave: a provider that hangs, and whoever makes up kids of its issuer, never take the last
     * place.
     *
     * @param ofTheSource how many wait for the same source already
     */
    boolean enter(int ofTheSource) {
        int others = taken - ofTheSource;
        if (ofTheSource >= (places - others) * 7 / 8) {
            return false;
        }
        taken++;
        return true;
    }

    void leave(int requests) {
        taken -= requests;
    }
}
