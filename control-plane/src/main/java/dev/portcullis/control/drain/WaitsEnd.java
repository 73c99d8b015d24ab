package dev.portcullis.control.drain;

/** An event: the process is about to end, and those who wait for something to happen must answer with what there is. */
public record WaitsEnd() {}
