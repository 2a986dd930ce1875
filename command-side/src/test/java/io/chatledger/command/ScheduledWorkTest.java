package io.chatledger.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;

@CommandSideTest
@ExtendWith(OutputCaptureExtension.class)
class ScheduledWorkTest {

    @Autowired
    List<ScheduledTaskHolder> work;

    @Autowired
    ThreadPoolTaskScheduler threads;

    /** As when the database is away for longer than one waits for a connection. */
    @Test
    void thatTheDatabaseIsAwayIsToldInOneLine(CapturedOutput log) {
        var away = new CannotGetJdbcConnectionException("none", new SQLTransientConnectionException("timed out"));
        threads.schedule(
                () -> {
                    throw away;
                },
                Instant.now());

        await().until(() -> log.getAll().contains("Scheduled work could not be done yet: "));
        assertThat(log.getAll().lines().filter(line -> line.contains("SQLTransientConnectionException"))).hasSize(1);
    }

    @Test
    void noKindOfItWaitsForAnother() {
        int kinds = work.stream().mapToInt(each -> each.getScheduledTasks().size()).sum();

        assertThat(kinds).isPositive();
        assertThat(threads.getScheduledThreadPoolExecutor().getCorePoolSize()).isGreaterThanOrEqualTo(kinds);
    }
}
