package dev.portcullis.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Names a head.
 *
 * @param digest of the records that it describes, see {@link ImageDigest}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeadReference(String epoch, long revision, String digest) {
    public static HeadReference of(Head head) {
        return new HeadReference(head.epoch(), head.revision(), head.digest());
    }
}
