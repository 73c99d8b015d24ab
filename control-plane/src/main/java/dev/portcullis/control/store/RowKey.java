package dev.portcullis.control.store;

/** The primary key of what stands directly in an instance. */
public record RowKey(String instanceId, String id) {}
