package dev.portcullis.model;

/**
 * The key of a record on the config topic. Every key starts with the instance's id, and ids contain no slash, so a key
 * names one thing only.
 */
public sealed interface ItemKey {

    String instanceId();

    /** The key as it stands on the topic, for example {@code demo/authorization/jr-1/az-2}. */
    String text();

    /** {@code {instanceId}/instance}: what the instance says of itself. */
    record OfInstance(String instanceId) implements ItemKey {
        @Override
        public String text() {
            return instanceId + "/instance";
        }
    }

    /** {@code {instanceId}/route/{routeId}}. */
    record OfRoute(String instanceId, String routeId) implements ItemKey {
        @Override
        public String text() {
            return instanceId + "/route/" + routeId;
        }
    }

    /** {@code {instanceId}/rule/{ruleId}}. */
    record OfRule(String instanceId, String ruleId) implements ItemKey {
        @Override
        public String text() {
            return instanceId + "/rule/" + ruleId;
        }
    }

    /** {@code {instanceId}/authorization/{ruleId}/{authorizationId}}. */
    record OfAuthorization(String instanceId, String ruleId, String authorizationId) implements ItemKey {
        @Override
        public String text() {
            return instanceId + "/authorization/" + ruleId + "/" + authorizationId;
        }
    }

    /** {@code {instanceId}/head}: what came before it is now current. */
    record OfHead(String instanceId) implements ItemKey {
        @Override
        public String text() {
            return instanceId + "/head";
        }
    }

    /**
     * Reads a key of the topic.
     *
     * @throws UnknownItemException if the text is no key that this version knows
     */
    static ItemKey parse(String text) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty()) {
                throw new UnknownItemException("key: " + text + " (expected: no empty part)");
            }
        }
        String kind = parts.length < 2 ? "" : parts[1];
        return switch (kind + parts.length) {
            case "instance2" -> new OfInstance(parts[0]);
            case "head2" -> new OfHead(parts[0]);
            case "route3" -> new OfRoute(parts[0], parts[2]);
            case "rule3" -> new OfRule(parts[0], parts[2]);
            case "authorization4" -> new OfAuthorization(parts[0], parts[2], parts[3]);
            default ->
                throw new UnknownItemException("key: " + text
                        + " (expected: instance/… of kind instance, route, rule, authorization or head)");
        };
    }
}
