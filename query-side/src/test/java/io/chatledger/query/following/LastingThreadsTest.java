package io.chatledger.query.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountEvent;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.TestDatabase;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ReadModel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Nothing that a batch throws ends the thread that keeps the read models going. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LastingThreadsTest {

    private static final Duration SHORT = Duration.ofMillis(10);
    private static final QuerySettings.Projections SETTINGS =
            new QuerySettings.Projections(10, DataSize.ofKilobytes(1), SHORT, SHORT, SHORT, SHORT);

    /** The first of its tries end with an error. */
    private final AtomicInteger tries = new AtomicInteger();
    private Work work;
    private Thread thread;

    @AfterEach
    void stop() throws InterruptedException {
        work.stop();
        thread.join();
    }

    @Test
    void aFollowerGoesOn() {
        runs(new Follower(new Failing(this), SHORT, new Signal(), SETTINGS));

        await().until(() -> tries.get() > 4);
        assertThat(thread.isAlive()).isTrue();
    }

    @Test
    void theConvoyGoesOnAfterItHasLetItsReadModelsGo() throws InterruptedException {
        var convoy = new Convoy(List.of(), null, null, new TransactionTemplate() {
            @Override
            public <T> T execute(TransactionCallback<T> action) {
                failAtFirst();
                throw new IllegalStateException("another failure");
            }
        }, null, new Progress(), SETTINGS);
        runs(convoy);

        for (int i = 0; i < 4; i++) {
            convoy.take(ReadModel.BALANCE);
        }

        assertThat(tries).hasValueGreaterThan(3);
        assertThat(thread.isAlive()).isTrue();
    }

    @Test
    void theListenerConnectsAgain() {
        var heard = new Signal();
        var progress = new Progress() {
            @Override
            public Signal newEvents() {
                failAtFirst();
                return heard;
            }
        };
        runs(new Wakeups(databaseOf(TestDatabase.create()), progress, new Threads()));

        await().until(() -> heard.seen() > 0);
        assertThat(tries).hasValueGreaterThan(3);
    }

    private void failAtFirst() {
        if (tries.incrementAndGet() <= 3) {
            throw new StackOverflowError();
        }
    }

    private void runs(Work next) {
        work = next;
        thread = Thread.ofPlatform().start(next);
    }

    private static JdbcConnectionDetails databaseOf(TestDatabase database) {
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return database.url();
            }

            @Override
            public String getUsername() {
                return "chatledger_query";
            }

            @Override
            public String getPassword() {
                return "";
            }
        };
    }

    private static final class Failing extends Batches {

        private final LastingThreadsTest test;

        private Failing(LastingThreadsTest test) {
            super(new Nothing(), Edition.LIVE, null, null, null, null);
            this.test = test;
        }

        @Override
        protected Step next(int atMostEvents) {
            test.failAtFirst();
            return Step.BUSY_ELSEWHERE;
        }
    }

    private static final class Nothing implements Projection {

        @Override
        public ReadModel model() {
            return ReadModel.BALANCE;
        }

        @Override
        public Set<Class<? extends AccountEvent>> families() {
            return Set.of();
        }

        @Override
        public void project(List<RecordedEvent> events, Edition edition, Changes changes) {}
    }
}
