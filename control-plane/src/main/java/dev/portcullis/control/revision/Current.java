package dev.portcullis.control.revision;

/**
 * A resource, as it was read.
 *
 * @param epoch of its instance
 */
public record Current<T extends Versioned>(T value, String epoch) {}
