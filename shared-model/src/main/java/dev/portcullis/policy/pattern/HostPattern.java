package dev.portcullis.policy.pattern;

/** Which hosts a condition or a route concerns. */
public sealed interface HostPattern {

    /** The pattern as it is stored: lower case, A-labels, addresses in canonical form without brackets. */
    String text();

    /** Whether it matches a canonical host. */
    boolean matches(String host);

    /** Every host, also the absent one of HTTP/1.0. */
    record Any() implements HostPattern {
        @Override
        public String text() {
            return "*";
        }

        @Override
        public boolean matches(String host) {
            return true;
        }
    }

    /** One name or address. */
    record Exact(String text) implements HostPattern {
        @Override
        public boolean matches(String host) {
            return text.equals(host);
        }
    }

    /**
     * Every name with one label or more below a name, and not that name itself.
     *
     * @param parent the name after {@code *.}
     */
    record Below(String parent) implements HostPattern {
        @Override
        public String text() {
            return "*." + parent;
        }

        @Override
        public boolean matches(String host) {
            return host.length() > parent.length() + 1
                    && host.endsWith(parent)
                    && host.charAt(host.length() - parent.length() - 1) == '.';
        }
    }

    /** Reads {@code *}, a name, {@code *.name} or an address without brackets. */
    static Parsed<HostPattern> parse(String text) {
        if (text.equals("*")) {
            return new Parsed.Valid<>(new Any());
        }
        boolean below = text.startsWith("*.");
        String host = below ? text.substring(2) : text;
        return switch (HostName.read(host)) {
            case HostName.Reading.NoHost noHost -> Parsed.invalid(text, noHost.expected() + "; *, a name or *.name");
            case HostName.Reading.Host read when !below -> new Parsed.Valid<>(new Exact(read.text()));
            case HostName.Reading.Host read
            when read.kind() == HostName.Kind.NAME -> new Parsed.Valid<>(new Below(read.text()));
            case HostName.Reading.Host ignored -> Parsed.invalid(text, "a name after *., not an address");
        };
    }
}
