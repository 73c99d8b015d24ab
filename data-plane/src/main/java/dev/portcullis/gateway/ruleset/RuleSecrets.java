package dev.portcullis.gateway.ruleset;

import dev.portcullis.model.JwkItem;
import dev.portcullis.model.KeySource;
import dev.portcullis.model.RuleItem;
import dev.portcullis.secret.SecretKeyRing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what no key of this node opens among the secrets of rules, and says so once. A rule that has not changed since is not
 * looked at again. Not thread-safe: the feed's thread owns it.
 */
final class RuleSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(RuleSecrets.class);
    private static final int MAX_LINES = 10;
    private static final int MAX_KID_CHARS = 64;

    private final SecretKeyRing secrets;
    private Map<RuleItem, List<UnopenedSecret>> known = new IdentityHashMap<>();
    private Set<UnopenedSecret> told = Set.of();

    RuleSecrets(SecretKeyRing secrets) {
        this.secrets = secrets;
    }

    /** Those of the enabled rules, in the order of the rules. */
    List<UnopenedSecret> unopened(Collection<RuleItem> rules) {
        Map<RuleItem, List<UnopenedSecret>> next = new IdentityHashMap<>();
        List<UnopenedSecret> found = new ArrayList<>();
        for (RuleItem rule : rules) {
            if (rule.enabled()) {
                List<UnopenedSecret> before = known.get(rule);
                List<UnopenedSecret> now = before == null ? look(rule) : before;
                next.put(rule, now);
                found.addAll(now);
            }
        }
        known = next;
        tell(found);
        return List.copyOf(found);
    }

    private List<UnopenedSecret> look(RuleItem rule) {
        return switch (rule.keys()) {
            case KeySource.Inline inline -> lookAtKeys(rule, inline);
            case KeySource.Remote remote -> lookAtHeaders(rule, remote);
        };
    }

    private List<UnopenedSecret> lookAtKeys(RuleItem rule, KeySource.Inline inline) {
        List<UnopenedSecret> found = new ArrayList<>();
        for (JwkItem key : inline.keys()) {
            String sealed = key.sealedSecret();
            if (sealed != null && !opens(sealed, KeySource.Inline.place(rule.instanceId(), rule.ruleId()))) {
                found.add(unopened(
                        rule,
                        key.members().get("kid") instanceof String kid ? "its key " + shown(kid) : "its oct key",
                        sealed));
            }
        }
        return List.copyOf(found);
    }

    private List<UnopenedSecret> lookAtHeaders(RuleItem rule, KeySource.Remote remote) {
        List<UnopenedSecret> found = new ArrayList<>();
        for (KeySource.FetchHeader header : remote.fetch().headers()) {
            String place = KeySource.FetchHeader.place(rule.instanceId(), rule.ruleId(), header.name());
            if (!opens(header.sealedValue(), place)) {
                found.add(unopened(rule, "its fetch header " + header.name(), header.sealedValue()));
            }
        }
        return List.copyOf(found);
    }

    private static UnopenedSecret unopened(RuleItem rule, String what, String sealed) {
        return new UnopenedSecret(rule.ruleId(), rule.enforcement(), what, SecretKeyRing.keyIdOf(sealed));
    }

    private boolean opens(String sealed, String place) {
        try {
            secrets.open(sealed, place);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A kid is whatever somebody wrote; here it is part of a line. */
    private static String shown(String kid) {
        String line = kid.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_KID_CHARS ? line : line.substring(0, MAX_KID_CHARS) + "…";
    }

    /** A rule that stays as it is stays silent; many that come together are a few lines and their number. */
    private void tell(List<UnopenedSecret> found) {
        List<UnopenedSecret> news =
                found.stream().filter(one -> !told.contains(one)).toList();
        news.stream().limit(MAX_LINES).forEach(one -> LOG.error("{}", one));
        if (news.size() > MAX_LINES) {
            LOG.error("secrets that do not open: {} more", news.size() - MAX_LINES);
        }
        if (found.isEmpty() && !told.isEmpty()) {
            LOG.info("all secrets of the rules open again");
        }
        told = Set.copyOf(found);
    }
}
