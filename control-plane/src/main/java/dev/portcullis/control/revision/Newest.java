package dev.portcullis.control.revision;

/** The newest revision of an instance. */
public record Newest(String epoch, long revision) {}
