package dev.portcullis.control.revision;

/**
 * What a change led to.
 *
 * @param value what it answers
 * @param epoch of the instance
 * @param revision the one that the change made; where nothing had to change, the newest one there was
 */
public record Changed<T>(T value, String instanceId, String epoch, long revision) {}
