package dev.portcullis.control.contract;

import dev.portcullis.control.problem.Problem;
import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.RequestId;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The answers that are problems: for each status of an operation one that names its codes, shared by all that have the same. */
final class ProblemResponses {
    private static final String SCHEMA = "Problem";
    private static final String REQUEST_ID = "3f0c5f0e-8d0b-4c57-9c1f-6f6a0c1c7d53";

    private ProblemResponses() {}

    static void addTo(Components components) {
        components.addHeader(
                RequestId.HEADER, header("The request's, if it was a plain one, else one made here. Logs carry it."));
        components.addHeader(HttpHeaders.WWW_AUTHENTICATE, header("Bearer realm=\"portcullis\"."));
        components.addHeader(HttpHeaders.RETRY_AFTER, header("Seconds after which it may be tried again."));
    }

    private static org.eclipse.microprofile.openapi.models.headers.Header header(String description) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }

    static void complete(Components components, PathItem.HttpMethod method, Operation operation) {
        Map<Integer, Set<ProblemCode>> byStatus = new TreeMap<>();
        for (ProblemCode code : OperationErrors.of(method, operation)) {
            byStatus.computeIfAbsent(code.status(), status -> EnumSet.noneOf(ProblemCode.class))
                    .add(code);
        }
        byStatus.forEach((status, codes) -> {
            String name = codes.stream().map(ProblemResponses::words).collect(Collectors.joining("Or"));
            codes.forEach(code -> components.addExample(
                    code.name(), OASFactory.createExample().value(example(code))));
            components.addResponse(name, response(status, codes));
            operation
                    .getResponses()
                    .addAPIResponse(
                            status.toString(), OASFactory.createAPIResponse().ref(name));
        });
    }

    /** {@code NAME_TAKEN} as {@code NameTaken}. */
    private static String words(ProblemCode code) {
        return Arrays.stream(code.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static APIResponse response(int status, Set<ProblemCode> codes) {
        MediaType problem =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref(SCHEMA));
        List<String> sentences = new ArrayList<>();
        for (ProblemCode code : codes) {
            sentences.add(code.name() + ": " + code.title() + ".");
            problem.addExample(code.name(), OASFactory.createExample().ref(code.name()));
        }
        APIResponse response = OASFactory.createAPIResponse()
                .description(String.join(" ", sentences))
                .addHeader(RequestId.HEADER, OASFactory.createHeader().ref(RequestId.HEADER))
                .content(OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, problem));
        if (status == 401) {
            response.addHeader(
                    HttpHeaders.WWW_AUTHENTICATE, OASFactory.createHeader().ref(HttpHeaders.WWW_AUTHENTICATE));
        }
        if (status == 503) {
            response.addHeader(
                    HttpHeaders.RETRY_AFTER, OASFactory.createHeader().ref(HttpHeaders.RETRY_AFTER));
        }
        return response;
    }

    private static Map<String, Object> example(ProblemCode code) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", code.type());
        problem.put("title", code.title());
        problem.put("status", code.status());
        problem.put("code", code.name());
        problem.put("requestId", REQUEST_ID);
        if (code == ProblemCode.VALIDATION_FAILED) {
            problem.put("detail", "1 field is at fault");
            problem.put(
                    "violations",
                    // In one order: that of Map.of differs from run to run, and so would the document.
                    List.of(new TreeMap<>(
                            Map.of("field", "clockSkew", "message", "301 (expected: a whole number, 0-300)"))));
            problem.put("violationCount", 1);
        }
        return problem;
    }
}
