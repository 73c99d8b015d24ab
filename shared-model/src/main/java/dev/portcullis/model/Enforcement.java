package dev.portcullis.model;

/** Whether a rule decides, or is only evaluated and counted. */
public enum Enforcement {
    ENFORCE,
    SHADOW
}
