package dev.portcullis.control.promise;

import dev.portcullis.control.promise.Step.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds which resource a step means. */
final class Picks {
    private final Trial trial;

    Picks(Trial trial) {
        this.trial = trial;
    }

    String id(Target target) {
        return trial.id(target.instance());
    }

    /** What there is comes first, then what was there and is gone, then what never was. */
    Ref pick(Kind kind, Target target) {
        if (kind == Kind.INSTANCE) {
            return Ref.SELF;
        }
        return pick(trial.gateway(id(target)), kind, target.pick());
    }

    /** Of a rule, as far as there are enough; else any. */
    Ref authorization(String instance, String rule, int pick) {
        Gateway gateway = trial.gateway(instance);
        List<Ref> own = gateway == null ? List.of() : gateway.authorizationsOf(rule);
        return pick < own.size() ? own.get(pick) : pick(gateway, Kind.AUTHORIZATION, pick);
    }

    private static Ref pick(@Nullable Gateway gateway, Kind kind, int pick) {
        List<Ref> pool = new ArrayList<>();
        if (gateway != null) {
            pool.addAll(gateway.all(kind));
            TreeSet<Ref> gone = new TreeSet<>();
            for (long revision = 1; revision <= gateway.revision(); revision++) {
                gateway.documentsAt(revision).keySet().stream()
                        .filter(ref -> ref.kind() == kind && gateway.find(ref) == null)
                        .forEach(gone::add);
            }
            if (!gone.isEmpty()) {
                pool.add(gone.getLast());
            }
        }
        return pool.isEmpty()
                ? new Ref(kind, kind == Kind.AUTHORIZATION ? "jr-00000000000" : "", "xx-00000000000")
                : pool.get(pick % pool.size());
    }
}
