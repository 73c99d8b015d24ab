package dev.portcullis.control.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.portcullis.control.testing.Api;
import dev.portcullis.control.testing.ControlPlaneTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@ControlPlaneTest
class PageWalkTest {
    private final Api api = Api.admin();

    private String add(String rule, int number) {
        return api.post(rule + "/authorizations", Api.authorization("/" + number))
                .statusCode(201)
                .extract()
                .path("id");
    }

    @Test
    void a_walk_neither_skips_nor_repeats_while_others_insert_and_delete() {
        String rule = api.newRule(api.newInstance());
        List<String> there = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            there.add(add(rule, i));
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            var page = api.get(rule + "/authorizations?pageSize=3&pageToken=" + token)
                    .statusCode(200);
            seen.addAll(page.extract().path("items.id"));
            token = page.extract().path("nextPageToken");
            if (pages++ == 1) {
                // The last one seen goes, so does one that was not reached yet, and one comes at the end.
                api.delete(rule + "/authorizations/" + there.get(5)).statusCode(204);
                api.delete(rule + "/authorizations/" + there.remove(8)).statusCode(204);
                there.add(add(rule, 99));
            }
        } while (token != null);
        assertThat(seen).isEqualTo(there);
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void the_last_page_has_no_token_and_every_page_the_total() {
        String rule = api.newRule(api.newInstance());
        for (int i = 0; i < 4; i++) {
            add(rule, i);
        }
        api.get(rule + "/authorizations?pageSize=4")
                .body("items.size()", equalTo(4))
                .body("totalSize", equalTo(4))
                .body("nextPageToken", nullValue());
        api.get(rule + "/authorizations?pageSize=3")
                .body("items.size()", equalTo(3))
                .body("totalSize", equalTo(4));
    }

    @Test
    void a_token_of_another_list_or_of_nobody_is_refused() {
        String instance = api.newInstance();
        String rule = api.newRule(instance);
        add(rule, 1);
        add(rule, 2);
        String token = api.get(rule + "/authorizations?pageSize=1").extract().path("nextPageToken");
        api.get(rule + "/authorizations?pageSize=1&pageToken=" + token).statusCode(200);
        api.get(instance + "/rules?pageToken=" + token).statusCode(400).body("code", equalTo("INVALID_PARAMETER"));
        api.get(rule + "/authorizations?pageToken=nonsense").statusCode(400);
    }
}
