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

    static String head() {
        return String.format("%-44s %8s %8s %10s %8s", "class", "variants", "refused", "harmless", "twins");
    }

    String line() {
        return String.format("%-44s %8d %8d %10d %8d", name, tried, refused, harmless, twins);
    }
}
