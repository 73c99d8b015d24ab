package dev.portcullis.chaos.model;

/** A route of a path prefix to the upstream. */
public record RouteState(String name, String prefix) {}
