package dev.portcullis.control.store;

/** What a resource is, as it is stored and remembered in history: secrets sealed, defaults filled in. Immutable. */
public interface Definition {}
