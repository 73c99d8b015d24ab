package dev.portcullis.gateway.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.secret.SecretKeyRing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RuleSecretsTest {
    private static final Tokens TOKENS = new Tokens("https://issuer");
    private static final SecretKeyRing OURS = ring("k1", 0);
    private static final SecretKeyRing STRANGE = ring("k9", 0);
    /** The same id, and another key. */
    private static final SecretKeyRing NAMESAKE = ring("k1", 1);

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(RuleSecrets.class);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RuleSecrets secrets = new RuleSecrets(OURS);

    private static SecretKeyRing ring(String id, int fill) {
        byte[] key = new byte[32];
        key[0] = (byte) fill;
        return SecretKeyRing.parse(id + ":" + Base64.getEncoder().encodeToString(key));
    }

    @BeforeEach
    void listen() {
        lines.start();
        LOG.setLevel(Level.INFO);
        LOG.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(lines);
        LOG.setLevel(null);
    }

    private static Config.RuleBuilder withKey(String ruleId, SecretKeyRing ring) {
        String sealed = ring.seal(new byte[32], KeySource.Inline.place(Config.INSTANCE, ruleId));
        return withKey(ruleId, Map.of("kty", "oct", "kid", "h1"), sealed);
    }

    private static Config.RuleBuilder withKey(String ruleId, Map<String, Object> members, String sealed) {
        return Config.rule(TOKENS)
                .id(ruleId)
                .keys(new KeySource.Inline(List.of(TOKENS.jwk(), new JwkItem(members, sealed))));
    }

    private static RuleItem withHeader(String ruleId, SecretKeyRing ring) {
        String place = KeySource.FetchHeader.place(Config.INSTANCE, ruleId, "X-Api-Key");
        String sealed = ring.seal("hunter2".getBytes(StandardCharsets.UTF_8), place);
        KeySource.FetchHeader header = new KeySource.FetchHeader("X-Api-Key", sealed);
        return Config.rule(TOKENS)
                .id(ruleId)
                .keys(new KeySource.Discovery(new KeySource.KeyFetch(List.of(header), null, 0)))
                .build();
    }

    private List<String> texts(RuleItem... rules) {
        return secrets.unopened(List.of(rules)).stream()
                .map(UnopenedSecret::toString)
                .toList();
    }

    @Test
    void each_secret_that_no_key_of_the_node_opens_is_named_with_its_rule_and_the_key_that_sealed_it() {
        String end = ", expected: one of PORTCULLIS_SECRET_KEYS)";
        String moved = OURS.seal(new byte[32], KeySource.Inline.place(Config.INSTANCE, "jr-other"));

        List<String> found = texts(
                withKey("jr-1", OURS).build(),
                withKey("jr-2", STRANGE).build(),
                withKey("jr-3", NAMESAKE).build(),
                withKey("jr-4", Map.of("kty", "oct"), moved).build(),
                withKey("jr-5", Map.of("kty", "oct", "kid", "a\nb"), "v1.what is this")
                        .build(),
                withHeader("jr-6", OURS),
                withHeader("jr-7", STRANGE));

        assertThat(found)
                .containsExactly(
                        "rule jr-2: the secret of its key h1 does not open (sealed by key k9" + end,
                        "rule jr-3: the secret of its key h1 does not open (sealed by key k1" + end,
                        "rule jr-4: the secret of its oct key does not open (sealed by key k1" + end,
                        "rule jr-5: the secret of its key a?b does not open (sealed by key unknown" + end,
                        "rule jr-7: the secret of its fetch header X-Api-Key does not open (sealed by key k9" + end);
        assertThat(found.toString()).doesNotContain("hunter2");
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactlyElementsOf(found);
    }

    @Test
    void what_has_been_said_is_not_said_again_and_the_end_is_a_line() {
        RuleItem strange = withKey("jr-1", STRANGE).build();
        assertThat(texts(strange)).hasSize(1);
        assertThat(texts(strange)).hasSize(1);
        assertThat(texts(withKey("jr-1", STRANGE).audience("changed").build())).hasSize(1);
        assertThat(lines.list).hasSize(1);

        assertThat(texts(withKey("jr-1", OURS).build())).isEmpty();
        assertThat(texts()).isEmpty();

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .last()
                .isEqualTo("all secrets of the rules open again");
        assertThat(lines.list).hasSize(2);
    }

    @Test
    void thousands_of_rules_are_a_few_lines() {
        List<RuleItem> rules = new ArrayList<>(IntStream.range(0, 3_000)
                .mapToObj(i -> withKey("jr-" + i, STRANGE).build())
                .toList());

        assertThat(secrets.unopened(rules)).hasSize(3_000);
        assertThat(secrets.unopened(rules.reversed())).hasSize(3_000);

        assertThat(lines.list).hasSize(11);
        assertThat(lines.list.getLast().getFormattedMessage()).isEqualTo("secrets that do not open: 2990 more");
    }

    @Test
    void a_disabled_rule_needs_no_secret_and_a_shadow_rule_makes_no_node_unready() {
        LiveRuleSet live = new LiveRuleSet(new RuleSetCompiler(OURS), OURS, List.of());

        live.current(
                Config.image(
                        1,
                        List.of(
                                withKey("jr-1", STRANGE).disabled().build(),
                                withKey("jr-2", STRANGE).shadow().build())),
                Origin.TOPIC);

        assertThat(live.lacksSecrets()).isFalse();
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("rule jr-2: ");

        live.current(Config.image(2, List.of(withKey("jr-1", STRANGE).build())), Origin.TOPIC);
        assertThat(live.lacksSecrets()).isTrue();
        live.absent();
        assertThat(live.lacksSecrets()).isFalse();
    }
}
