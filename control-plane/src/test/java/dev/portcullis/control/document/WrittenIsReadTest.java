package dev.portcullis.control.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.document.WrittenForms.Form;
import dev.portcullis.control.document.WrittenForms.Kind;
import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.Contract;
import dev.portcullis.control.testing.ControlPlaneTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is written is what is read: every form of every field of the contract comes back as it was given or in its one normal
 * form, from GET, lists, PATCH and exports, and writing back what was read changes nothing.
 */
@ControlPlaneTest
class WrittenIsReadTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();
    private static final List<String> SERVER_FIELDS =
            List.of("id", "keys", "createdAt", "updatedAt", "revision", "warnings");
    private static final int RANDOM_DOCUMENTS = 20;

    private final Api api = Api.admin();

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static ObjectNode answered(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        return json(answer.asString());
    }

    private static ObjectNode without(ObjectNode node, String... fields) {
        return node.deepCopy().remove(List.of(fields));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void every_field_of_the_contract_has_its_forms(Kind kind) {
        Set<String> fields = new TreeSet<>();
        Contract.offered()
                .document()
                .at("/components/schemas/" + kind.schema() + "/properties")
                .fieldNames()
                .forEachRemaining(fields::add);
        Set<String> tried = new TreeSet<>(Set.of("name"));
        kind.forms().stream()
                .flatMap(List::stream)
                .forEach(form -> json(form.given()).fieldNames().forEachRemaining(tried::add));

        assertThat(tried).containsAll(fields);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void each_form_comes_back_and_is_written_back_without_a_difference(Kind kind) {
        String parent = kind.isPartOf(Kind.RULE) ? api.newRule(api.newInstance()) : api.newInstance();
        for (List<Form> forms : kind.forms()) {
            for (Form form : forms) {
                check(kind, parent, List.of(form));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void so_do_all_fields_together(Kind kind) {
        String parent = kind.isPartOf(Kind.RULE) ? api.newRule(api.newInstance()) : api.newInstance();
        Random random = new Random(23);
        for (int i = 0; i < RANDOM_DOCUMENTS; i++) {
            check(kind, parent, pick(kind, random));
        }
    }

    private static List<Form> pick(Kind kind, Random random) {
        List<Form> picked = new ArrayList<>();
        kind.forms().forEach(forms -> picked.add(forms.get(random.nextInt(forms.size()))));
        return picked;
    }

    private static ObjectNode document(Kind kind, List<Form> forms) {
        ObjectNode document = json(kind.base());
        document.put("name", Api.freshName("read"));
        if (kind == Kind.AUTHORIZATION) {
            document.remove("name");
        }
        forms.forEach(form -> document.setAll(json(form.given())));
        return document;
    }

    private void check(Kind kind, String parent, List<Form> forms) {
        ObjectNode given = document(kind, forms);
        String list = kind == Kind.INSTANCE ? "/instances" : parent + "/" + kind.collection();

        ObjectNode made = answered(api.request().body(given.toString()).post(list), 201);
        String path = list + "/" + made.path("id").asText();
        Response first = api.request().get(path);
        ObjectNode read = answered(first, 200);

        assertThat(without(made, "warnings")).as("%s", given).isEqualTo(read);
        ObjectNode shown = read.deepCopy();
        // What stands for a secret header, which is not answered.
        shown.at("/keyFetch/headers").forEach(header -> ((ObjectNode) header).remove("fingerprint"));
        for (Form form : forms) {
            json(form.normal())
                    .properties()
                    .forEach(
                            field -> assertThat(shown.has(field.getKey()) ? shown.get(field.getKey()) : JSON.nullNode())
                                    .as("%s of %s", field.getKey(), given)
                                    .isEqualTo(field.getValue()));
        }
        assertThat(listed(list, read.path("id").asText())).isEqualTo(read);
        unchanged(path, first, api.request().body(read.toString()).put(path));
        unchanged(path, first, api.request().body(given.toString()).put(path));
        unchanged(path, first, api.request().body(given.toString()).patch(path));
        ObjectNode normal = read.deepCopy().remove(SERVER_FIELDS);
        unchanged(path, first, api.request().body(normal.toString()).put(path));
    }

    private JsonNode listed(String list, String id) {
        ObjectNode page = answered(
                api.request()
                        .queryParam("sort", "-createdAt")
                        .queryParam("pageSize", 5)
                        .get(list),
                200);
        return page.path("items")
                .valueStream()
                .filter(item -> item.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void unchanged(String path, Response before, Response write) {
        ObjectNode written = answered(write, 200);
        assertThat(without(written, "warnings")).as("%s", path).isEqualTo(json(before.asString()));
        assertThat(api.request().get(path).header("ETag")).isEqualTo(before.header("ETag"));
    }

    @Test
    void an_export_applied_where_it_was_read_or_elsewhere_changes_nothing() {
        Random random = new Random(23);
        for (int i = 0; i < 5; i++) {
            String instance = filled(random);
            ObjectNode document = export(instance);

            nothingToDo(instance, document, "?dryRun=true");
            nothingToDo(instance, document, "");
            assertThat(export(instance)).isEqualTo(document);

            // Elsewhere there are no secrets to keep.
            if (document.path("secretsLeftOut").isEmpty()) {
                String other = api.newInstance();
                document.put("name", Api.freshName("elsewhere"));
                answered(apply(other, document, ""), 200);
                assertThat(export(other)).isEqualTo(document);
                nothingToDo(other, document, "?dryRun=true");
            }
        }
    }

    private String filled(Random random) {
        ObjectNode instance = document(Kind.INSTANCE, pick(Kind.INSTANCE, random));
        String path = "/instances/"
                + answered(api.request().body(instance.toString()).post("/instances"), 201)
                        .path("id")
                        .asText();
        for (int i = 0; i < 5; i++) {
            add(path, Kind.ROUTE, random);
            String rule = add(path, Kind.RULE, random);
            for (int j = 0; j < 3; j++) {
                add(rule, Kind.AUTHORIZATION, random);
            }
        }
        return path;
    }

    private String add(String parent, Kind kind, Random random) {
        String list = parent + "/" + kind.collection();
        ObjectNode made = answered(
                api.request()
                        .body(document(kind, pick(kind, random)).toString())
                        .post(list),
                201);
        return list + "/" + made.path("id").asText();
    }

    private ObjectNode export(String instance) {
        return answered(api.request().urlEncodingEnabled(false).get(instance + ":export"), 200);
    }

    private Response apply(String instance, ObjectNode document, String query) {
        return api.request().urlEncodingEnabled(false).body(document.toString()).post(instance + ":apply" + query);
    }

    private void nothingToDo(String instance, ObjectNode document, String query) {
        ObjectNode applied = answered(apply(instance, document, query), 200);
        assertThat(applied.path("changes")).as(applied.toString()).isEmpty();
        assertThat(applied.path("created").asInt()
                        + applied.path("updated").asInt()
                        + applied.path("deleted").asInt())
                .isZero();
    }
}
