package dev.portcullis.gateway.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.gateway.feed.Origin;
import dev.portcullis.gateway.peer.Config;
import dev.portcullis.gateway.peer.Tokens;
import dev.portcullis.model.Head;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.Rejection;
import dev.portcullis.model.RouteItem;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleSet;
import dev.portcullis.policy.RuleSetCompiler;
import dev.portcullis.secret.SecretKeyRing;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveRuleSetTest {
    private final List<String> heard = new ArrayList<>();
    private final RuleSetListener listener = new RuleSetListener() {
        @Override
        public void applied(Head head, Collection<RuleItem> rules, Origin origin, List<UnopenedSecret> unopened) {
            heard.add("applied " + head.revision());
        }

        @Override
        public void rejected(@Nullable Head head, Rejection rejection, String reason) {
            heard.add("rejected " + (head == null ? "?" : head.revision()));
        }

        @Override
        public void absent() {
            heard.add("absent");
        }
    };

    @Test
    void a_revision_that_fails_by_an_error_is_rejected_and_the_one_in_force_stays() {
        SecretKeyRing secrets = SecretKeyRing.parse("t:" + Base64.getEncoder().encodeToString(new byte[32]));
        RuleSetCompiler compiler = new RuleSetCompiler(secrets, (rule, source) -> {
            throw new StackOverflowError();
        });
        LiveRuleSet live = new LiveRuleSet(compiler, secrets, List.of(listener));
        RouteItem route = Config.route("http://127.0.0.1:1");
        RuleItem failing = Config.rule(new Tokens("https://issuer.example"))
                .keys(new KeySource.Discovery(KeySource.KeyFetch.PLAIN))
                .build();
        live.current(Config.image(1, List.of(route)), Origin.TOPIC);
        RuleSet inForce = live.current();

        live.current(Config.image(2, List.of(route, failing)), Origin.TOPIC);
        assertThat(live.current()).isNotNull().isSameAs(inForce);

        live.current(Config.image(3, List.of(route)), Origin.TOPIC);
        assertThat(live.current()).isNotSameAs(inForce);
        assertThat(heard).containsExactly("applied 1", "rejected 2", "applied 3");
    }
}
