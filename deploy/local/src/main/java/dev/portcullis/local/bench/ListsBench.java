package dev.portcullis.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How long the database takes for a page of 50 of {@link ManyRows}: all statements of the list together, its total size
 * included, as the server logs them. Every page is asked for through the API; the middle and the last one are found by
 * walking there.
 */
public final class ListsBench {
    private static final int READINGS = 50;
    private static final int WARM_UP = 10;
    private static final List<String> SORTS =
            List.of("", "name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt");
    private static final List<String> SORTS_OF_FILTERED = List.of("", "name");
    /** What all statements of a list have, and no others: the settings, the count, the page. */
    private static final Pattern STATEMENTS = Pattern.compile("plan_cache_mode| AS l WHERE ");

    private final ManagementClient management;
    private final String jdbcUrl;
    private final Path postgresLog;
    private final JsonNode keySet;
    private double slowest;

    /**
     * @param api of the control plane, up to and including {@code /api/v1}
     * @param demo folder with the documented key set
     */
    public ListsBench(URI api, String adminToken, String jdbcUrl, Path postgresLog, Path demo) throws IOException {
        this.management = new ManagementClient(api, adminToken);
        this.jdbcUrl = jdbcUrl;
        this.postgresLog = postgresLog;
        this.keySet =
                new ObjectMapper().readTree(demo.resolve("documented-jwks.json").toFile());
    }

    /** Runs all of it and prints a table in Markdown. */
    public void run(PrintStream out) throws IOException, SQLException {
        try (Connection database = DriverManager.getConnection(jdbcUrl)) {
            String rules = ManyRows.make(management, database, keySet) + "/rules";
            out.println("| list | sort | filter | items | first page p50 / p99 | middle | last |");
            out.println("|---|---|---|---|---|---|---|");
            try (StatementLog log = new StatementLog(database, postgresLog, STATEMENTS)) {
                for (String sort : SORTS) {
                    measure(out, log, "rules", rules, sort, "");
                }
                for (String filter : ruleFilters()) {
                    for (String sort : SORTS_OF_FILTERED) {
                        measure(out, log, "rules", rules, sort, filter);
                    }
                }
                for (String sort : SORTS) {
                    measure(out, log, "instances", "/instances", sort, "");
                }
                for (String filter : List.of("name=Big", "q=gateway", "q=" + ManyRows.RARE_TEXT, "q=nowhere")) {
                    for (String sort : SORTS_OF_FILTERED) {
                        measure(out, log, "instances", "/instances", sort, filter);
                    }
                }
            }
        }
        out.printf(Locale.ROOT, "%nThe slowest of all readings: %.1f ms%n", slowest);
    }

    private static List<String> ruleFilters() {
        return List.of(
                "name=" + encoded("Rule 0 1"),
                "enabled=true",
                "enabled=false",
                "authorizationMode=WHITELIST",
                "issuer=" + encoded(ManyRows.COMMON_ISSUER),
                "issuer=" + encoded(ManyRows.RARE_ISSUER),
                "host=" + encoded(ManyRows.COMMON_HOST),
                "host=" + ManyRows.RARE_HOST,
                "q=" + ManyRows.COMMON_TEXT,
                "q=" + ManyRows.RARE_TEXT,
                "q=nowhere",
                "q=" + ManyRows.RARE_TEXT + "&enabled=false&authorizationMode=WHITELIST");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void measure(PrintStream out, StatementLog log, String list, String path, String sort, String filter)
            throws IOException {
        String parameters = (sort.isEmpty() ? "" : "&sort=" + sort) + (filter.isEmpty() ? "" : "&" + filter);
        List<String> tokens = new ArrayList<>(List.of(""));
        long items = 0;
        for (String token = ""; token != null; ) {
            JsonNode page = management.send("GET", path + "?pageSize=500" + parameters + "&pageToken=" + token, null);
            items = page.path("totalSize").asLong();
            token = page.path("nextPageToken").asText(null);
            if (token != null) {
                tokens.add(token);
            }
        }
        StringBuilder row = new StringBuilder("| " + list + " | " + sort + " | "
                + URLDecoder.decode(filter, StandardCharsets.UTF_8) + " | " + items + " |");
        for (String token : List.of("", tokens.get(tokens.size() / 2), tokens.getLast())) {
            row.append(' ')
                    .append(page(log, path + "?pageSize=50" + parameters + "&pageToken=" + token))
                    .append(" |");
        }
        out.println(row);
    }

    private String page(StatementLog log, String address) throws IOException {
        double[] millis = new double[READINGS];
        for (int i = -WARM_UP; i < READINGS; i++) {
            log.skip();
            management.send("GET", address, null);
            if (i >= 0) {
                millis[i] = log.sum();
            }
        }
        Arrays.sort(millis);
        slowest = Math.max(slowest, millis[READINGS - 1]);
        return String.format(Locale.ROOT, "%.1f / %.1f ms", millis[READINGS / 2 - 1], millis[READINGS - 2]);
    }
}
