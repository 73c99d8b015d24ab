package dev.portcullis.chaos.nemesis;

import dev.portcullis.chaos.nemesis.Topics.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The instance as it was at an old head, whole, under that head with the next revision. */
record ForgedPast(Topics topics, String instance, SplittableRandom random) implements Fault {
    @Override
    public String target() {
        return "past of " + instance;
    }

    @Override
    public void begin() throws IOException {
        List<Found> all = Forgeries.withPrefix(topics.read(Topics.CONFIG), instance + "/");
        List<Integer> heads = IntStream.range(0, all.size())
                .filter(place -> isHead(all.get(place)))
                .boxed()
                .toList();
        if (heads.isEmpty()) {
            return;
        }
        int old = heads.get(random.nextInt(heads.size()));
        Map<String, Found> then = Forgeries.byKey(all.subList(0, old + 1));
        Map<String, Found> now = Forgeries.byKey(all);
        List<Found> forged = new ArrayList<>();
        now.forEach((key, found) -> {
            Found before = then.get(key);
            byte[] value = before == null ? null : before.value();
            if (!isHead(found) && !Arrays.equals(value, found.value())) {
                forged.add(new Found(found.partition(), key, value));
            }
        });
        long newest = Forgeries.revision(all.get(heads.getLast()));
        forged.addAll(Forgeries.altered(all.get(old), newest + 1 - Forgeries.revision(all.get(old))));
        topics.write(Topics.CONFIG, forged);
    }

    private boolean isHead(Found found) {
        return found.key().equals(instance + "/head") && found.value() != null;
    }

    @Override
    public void end() {}
}
