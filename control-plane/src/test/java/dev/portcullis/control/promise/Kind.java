package dev.portcullis.control.promise;

/** The kinds of resources. */
enum Kind {
    INSTANCE("instances"),
    ROUTE("routes"),
    RULE("rules"),
    AUTHORIZATION("authorizations");

    private final String collection;

    Kind(String collection) {
        this.collection = collection;
    }

    /** The last segment of the address of its list. */
    String collection() {
        return collection;
    }
}
