package dev.portcullis.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * One instance with 100,000 rules, each with a condition, among 10,000 instances. The first rule is made through the API,
 * and the rest copied from it in the database: nodes never hear of them.
 */
final class ManyRows {
    static final int RULES = 100_000;
    static final int INSTANCES = 10_000;
    /** Half of the rules have it. */
    static final String COMMON_ISSUER = "https://issuer-0.example.com/realms/main";
    /** 100 of the rules have it. */
    static final String RARE_ISSUER = "https://issuer-1.example.com/realms/main";
    /** Half of the rules have it. */
    static final String COMMON_HOST = "*";
    /** 100 of the rules have it. */
    static final String RARE_HOST = "h1.example.com";
    /** Is part of the name of every rule. */
    static final String COMMON_TEXT = "rule";
    /** Is part of the names of about 400 rules. */
    static final String RARE_TEXT = "abc";

    private static final String COPY_RULES = """
            INSERT INTO rule (instance_id, id, revision, definition, created_at, updated_at)
            SELECT instance_id, 'jr-' || lpad(n::text, 11, '0'), n, definition || jsonb_build_object(
                'name', 'Rule ' || substr(md5(n::text), 1, 8) || ' ' || n,
                'enabled', false,
                'issuer', 'https://issuer-' || CASE WHEN n %% 2 = 0 THEN 0 ELSE n %% 1000 END || '.example.com/realms/main',
                'authorizationMode', CASE WHEN n %% 2 = 0 THEN 'WHITELIST' ELSE 'BLACKLIST' END),
                now() + n * interval '1 second', now() + n * 7919 %% 100000 * interval '1 second'
            FROM rule, generate_series(2, %d) AS n WHERE id = '%s'""";
    private static final String COPY_CONDITIONS = """
            INSERT INTO rule_authorization (instance_id, rule_id, id, revision, definition, created_at, updated_at)
            SELECT instance_id, id, 'az-' || substr(id, 4), revision, jsonb_build_object(
                'host', CASE WHEN revision %% 2 = 0 THEN '*' ELSE 'h' || revision %% 1000 || '.example.com' END,
                'path', jsonb_build_object('match', 'PREFIX', 'value', '/p/' || revision), 'ignoreCase', false),
                created_at, updated_at
            FROM rule WHERE instance_id = '%s'""";
    private static final String COPY_INSTANCES = """
            INSERT INTO instance (id, epoch, revision, last_id, changed_revision, definition, created_at, updated_at)
            SELECT 'bench-' || n, epoch, 1, 1, 1, definition || jsonb_build_object(
                'name', substr(md5(n::text), 1, 8) || ' gateway ' || n,
                'description', 'Serves the ' || substr(md5('d' || n), 1, 8) || ' shop in region ' || n %% 7),
                created_at - n * interval '1 second', created_at - n * 7919 %% 10000 * interval '1 second'
            FROM instance, generate_series(3, %d) AS n WHERE id = '%s'""";

    private ManyRows() {}

    /** Makes them; answers the path of the instance with the rules. */
    static String make(ManagementClient management, Connection database, JsonNode keySet)
            throws IOException, SQLException {
        String instance = management
                .send("POST", "/instances", Map.of("name", "Big"))
                .path("id")
                .asText();
        String rule = management
                .send(
                        "POST",
                        "/instances/" + instance + "/rules",
                        Map.of(
                                "name",
                                "Rule 0 1",
                                "issuer",
                                RARE_ISSUER,
                                "authorizationMode",
                                "BLACKLIST",
                                "jwks",
                                keySet))
                .path("id")
                .asText();
        try (Statement statement = database.createStatement()) {
            statement.execute(COPY_RULES.formatted(RULES, rule));
            statement.execute(COPY_CONDITIONS.formatted(instance));
            statement.execute(COPY_INSTANCES.formatted(INSTANCES, instance));
            // What autovacuum does by itself, within a minute or so.
            statement.execute("VACUUM (ANALYZE)");
        }
        return "/instances/" + instance;
    }
}
