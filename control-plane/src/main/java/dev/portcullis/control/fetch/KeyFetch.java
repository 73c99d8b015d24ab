package dev.portcullis.control.fetch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How published keys are fetched, as clients see it. */
@Schema(name = "KeyFetch", description = "How the nodes fetch published keys; beside jwksUri or discovery only.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyFetch(
        @Schema(
                description =
                        "Header fields of the fetch. A provider that discovery finds under another origin than the"
                                + " issuer's gets none of them.",
                minItems = 1,
                maxItems = FetchHeaders.MAX_HEADERS)
        @Nullable
        List<FetchHeader> headers,

        @Schema(
                description = "Up to 16 X.509 certificates in PEM, the only ones to trust for this fetch. Absent: those"
                        + " that the nodes trust anyway.",
                maxLength = CaCertificates.MAX_CHARS,
                examples = "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n")
        @Nullable
        String caCertificates) {

    /** A header field. */
    @Schema(name = "FetchHeader", description = "A header field of the fetch, whose value is never answered.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FetchHeader(
            @Schema(
                    description = "Not one that frames the message or belongs to the connection.",
                    examples = "Authorization",
                    minLength = 1,
                    maxLength = 128,
                    required = true)
            String name,

            @Schema(
                    description = "Printable ASCII. Without it the stored value of that name is kept, as long as"
                            + " jwksUri, the issuer of a discovery, and caCertificates stay as they are.",
                    format = "password",
                    minLength = 1,
                    maxLength = 8_192,
                    writeOnly = true)
            @Nullable
            String value,

            @Schema(
                    minLength = 1,
                    maxLength = 64,
                    description =
                            "Of the value: an HMAC under a key of the operator, base64url. Absent if the value can"
                                    + " no longer be opened.",
                    readOnly = true)
            @Nullable
            String fingerprint) {

        /** Says the name only. */
        @Override
        public String toString() {
            return "FetchHeader[" + name + "]";
        }
    }
}
