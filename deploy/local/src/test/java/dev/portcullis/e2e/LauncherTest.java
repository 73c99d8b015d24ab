package dev.portcullis.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.local.PartStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Starting what runs already, and what died. */
@ExtendWith(OnRunningSystem.class)
class LauncherTest {
    @Test
    void a_second_up_changes_nothing(RunningSystem system) throws Exception {
        Map<String, Long> before = pids(system);
        system.system().up();
        assertThat(pids(system)).isEqualTo(before);
        assertThat(states(system)).containsOnly(PartStatus.State.READY);
    }

    @Test
    void up_brings_back_what_died_and_leaves_the_rest(RunningSystem system) throws Exception {
        Map<String, Long> before = pids(system);
        system.kill("node-2");
        assertThat(states(system)).contains(PartStatus.State.DOWN);

        system.system().up();

        Map<String, Long> after = pids(system);
        assertThat(states(system)).containsOnly(PartStatus.State.READY);
        assertThat(after.get("node-2")).isNotEqualTo(before.get("node-2"));
        assertThat(after.get("node-1")).isEqualTo(before.get("node-1"));
        assertThat(after.get("control-plane")).isEqualTo(before.get("control-plane"));
    }

    private static Map<String, Long> pids(RunningSystem system) throws Exception {
        return system.system().status().stream().collect(Collectors.toMap(PartStatus::name, PartStatus::pid));
    }

    private static List<PartStatus.State> states(RunningSystem system) throws Exception {
        return system.system().status().stream().map(PartStatus::state).toList();
    }
}
