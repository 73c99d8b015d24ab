package dev.portcullis.control.republish;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What was published once more. */
@Schema(name = "Republished", description = "What was published once more.")
record RepublishedView(
        @Schema(description = "The newest revision, which it is.", required = true)
        long revision,

        @Schema(description = "The epoch of the instance.", required = true)
        String epoch,

        @Schema(
                description =
                        "Whether the epoch is a new one: what was published before is not what this version makes of the same resources.",
                required = true)
        boolean newEpoch,

        @Schema(description = "How many records the instance consists of.", required = true)
        int records) {}
