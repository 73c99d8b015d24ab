package dev.portcullis.policy.jwk;

import dev.portcullis.model.JwkItem;
import dev.portcullis.model.JwsAlgorithm;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What keys can verify, told by what is written of them. */
public final class KeyAlgorithms {
    private KeyAlgorithms() {}

    /** What any of the keys can do; of one whose secret is sealed, what it can do whatever its length. */
    public static Set<JwsAlgorithm> of(List<JwkItem> keys) {
        Set<JwsAlgorithm> algorithms = EnumSet.noneOf(JwsAlgorithm.class);
        for (JwkItem key : keys) {
            boolean sealed = key.sealedSecret() != null;
            algorithms.addAll(JwkJudge.judge(key.members(), null, sealed).algorithms());
        }
        return algorithms;
    }
}
