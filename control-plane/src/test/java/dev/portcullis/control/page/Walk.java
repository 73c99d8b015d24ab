package dev.portcullis.control.page;

import dev.portcullis.control.testing.Api;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a whole list, page by page. */
final class Walk {
    private Walk() {}

    static List<String> ids(Api api, String list, Map<String, ?> parameters, int pageSize) {
        List<String> ids = new ArrayList<>();
        Map<String, Object> asked = new HashMap<>(parameters);
        asked.put("pageSize", pageSize);
        String token;
        do {
            var page = api.request()
                    .queryParams(asked)
                    .get(list)
                    .then()
                    .statusCode(200)
                    .extract();
            ids.addAll(page.path("items.id"));
            token = page.path("nextPageToken");
            asked.put("pageToken", token);
        } while (token != null);
        return ids;
    }
}
