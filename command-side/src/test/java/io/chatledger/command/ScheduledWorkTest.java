package io.chatledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;

@CommandSideTest
class ScheduledWorkTest {

    @Autowired
    List<ScheduledTaskHolder> work;

    @Autowired
    ThreadPoolTaskScheduler threads;

    @Test
    void noKindOfItWaitsForAnother() {
        int kinds = work.stream().mapToInt(each -> each.getScheduledTasks().size()).sum();

        assertThat(kinds).isPositive();
        assertThat(threads.getScheduledThreadPoolExecutor().getCorePoolSize()).isGreaterThanOrEqualTo(kinds);
    }
}
