package dev.portcullis.control.authorization;

/** The primary key of a condition. */
public record AuthorizationKey(String instanceId, String ruleId, String id) {}
