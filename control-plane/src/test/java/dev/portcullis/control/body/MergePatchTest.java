package dev.portcullis.control.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The cases of RFC 7396 appendix A in which target and patch are objects, and no null is for an absent member. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a":"b"}             | {"a":"c"}                 | {"a":"c"}
            {"a":"b"}             | {"b":"c"}                 | {"a":"b","b":"c"}
            {"a":"b"}             | {"a":null}                | {}
            {"a":"b","b":"c"}     | {"a":null}                | {"b":"c"}
            {"a":["b"]}           | {"a":"c"}                 | {"a":"c"}
            {"a":"c"}             | {"a":["b"]}               | {"a":["b"]}
            {"a":{"b":"c"}}       | {"a":{"b":"d","c":null}}  | {"a":{"b":"d","c":null}}
            {"a":{"b":"c","x":1}} | {"a":{"b":null}}          | {"a":{"x":1}}
            {"a":[{"b":"c"}]}     | {"a":[1]}                 | {"a":[1]}
            {"a":1}               | {"a":{"b":"c"}}           | {"a":{"b":"c"}}
            {"e":1}               | {"f":null}                | {"e":1,"f":null}
            {"a":1}               | {}                        | {"a":1}
            """)
    void a_patch_is_merged(String target, String patch, String result) throws JsonProcessingException {
        JsonBody body = new JsonBody((ObjectNode) JSON.readTree(patch));
        JsonBody merged = new MergePatch(JSON).apply(body, JSON.readTree(target));
        assertThat(merged.root()).isEqualTo(JSON.readTree(result));
    }
}
