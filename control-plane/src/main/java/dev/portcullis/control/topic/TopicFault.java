package dev.portcullis.control.topic;

/**
 * A setting of a topic with which it cannot be relied on.
 *
 * @param expected in words
 */
public record TopicFault(String topic, String setting, String found, String expected) {
    /** For people. */
    public String text() {
        return "topic " + topic + ": " + setting + ": " + found + " (expected: " + expected + ")";
    }
}
