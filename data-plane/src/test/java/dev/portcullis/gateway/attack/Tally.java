package dev.portcullis.gateway.attack;

/** What was tried in one class of attacks. */
final class Tally {
    private final String name;
    private int tried;
    private int refused;
    private int harmless;
    private int twins;

    Tally(String name) {
        this.name = name;
    }

    void tries() {
        tried++;
    }

    void refused() {
        refused++;
    }

    /** Let through, but in the form that was decided on. */
    void harmless() {
        harmless++;
    }

    void twin() {
        twins++;
    }

    int tried() {
        return tried;
    }

    int twins() {
        return twins;
    }

    String line() {
        return String.join("\t", name, "" + tried, "" + refused, "" + harmless, "" + twins);
    }
}
