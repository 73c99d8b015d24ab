package dev.portcullis.policy.jwk;

/** Checks signatures of one algorithm under one key. Thread-safe. */
interface SignatureCheck {
    /**
     * @param input whose first {@code length} octets are signed
     * @param signature of any length and content
     */
    boolean verifies(byte[] input, int length, byte[] signature);
}
