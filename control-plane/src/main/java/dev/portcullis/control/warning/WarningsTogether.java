package dev.portcullis.control.warning;

import dev.portcullis.control.revision.Change;
import dev.portcullis.control.store.StoredItem;
import dev.portcullis.model.ConfigDelta;
import dev.portcullis.model.ConfigImage;
import dev.portcullis.model.RuleItem;
import dev.portcullis.policy.RuleWarning;
import dev.portcullis.policy.RuleWarnings;
import dev.portcullis.policy.jwk.KeyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The warnings of many writes to one instance, all of which is looked at once instead of what each of them can touch. */
public final class WarningsTogether {
    private final ConfigImage image;
    private final RuleWarnings policy;

    private WarningsTogether(ConfigImage image) {
        this.image = image;
        this.policy = new RuleWarnings(image);
    }

    /** @param before all that was in the instance before the change, which has been made */
    public static WarningsTogether of(Change change, Stream<? extends StoredItem> before) {
        ConfigDelta delta = new ConfigDelta(ConfigImage.EMPTY);
        before.map(StoredItem::item).forEach(item -> delta.replay(item.itemKey(), item));
        change.items().forEach(delta::replay);
        return new WarningsTogether(Warnings.image(delta, change));
    }

    public List<Warning> ofRule(RuleItem rule, List<KeyDescription> keys) {
        List<RuleWarning> warnings = new ArrayList<>(Warnings.ofRuleAlone(rule, keys));
        if (image.authorizationsOf(rule.ruleId()).size() <= Warnings.MAX_CONDITIONS) {
            warnings.addAll(policy.ofRule(rule.ruleId()));
        }
        return warnings.stream().map(Warning::of).toList();
    }

    public List<Warning> ofRoute(String routeId) {
        return policy.ofRoute(routeId).stream().map(Warning::of).toList();
    }
}
