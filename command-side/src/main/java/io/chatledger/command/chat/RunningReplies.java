package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.MessageId;
import io.chatledger.command.StopAnnounced;
import io.chatledger.command.chat.RunningReply.Piece;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The model calls that this copy has under way, each on a virtual thread of its own. When this process is to end they
 * may come to their end for a while; those that then still run are stopped, and cost nothing.
 */
@Component
class RunningReplies implements SmartLifecycle {

    private record Running(AccountId accountId, RunningReply reply) {}

    private static final Logger log = LoggerFactory.getLogger(RunningReplies.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    /** A model that was stopped has only its outcome left to be recorded. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);

    private final Map<MessageId, Running> byMessage = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Duration finishWithin;
    private @Nullable CompletableFuture<Void> ending;
    private volatile boolean stopped;
    private volatile boolean running;

    RunningReplies(ChatSettings settings) {
        this.finishWithin = settings.repliesFinishWithin();
    }

    /** @param work returns how the reply ends */
    RunningReply start(PendingMessage message, Function<RunningReply, Piece.End> work) {
        var reply = new RunningReply(message);
        Map<String, String> logContext = MDC.getCopyOfContextMap();
        byMessage.put(message.messageId(), new Running(message.accountId(), reply));
        try {
            threads.execute(() -> {
                if (logContext != null) {
                    MDC.setContextMap(logContext);
                }
                run(message.messageId(), reply, work);
            });
        } catch (RuntimeException | Error notStarted) {
            byMessage.remove(message.messageId());
            throw notStarted;
        }
        if (stopped) {
            reply.stop();
        }
        return reply;
    }

    /** Whatever is thrown, the request that waits hears of an end. */
    private void run(MessageId messageId, RunningReply reply, Function<RunningReply, Piece.End> work) {
        Piece.End end = new Piece.Failed(new IllegalStateException("the thread that was to answer gave up"));
        try {
            end = work.apply(reply);
        } finally {
            byMessage.remove(messageId);
            reply.end(end);
        }
    }

    /** False if it is not running here, or not this account's. */
    boolean cancel(AccountId accountId, MessageId messageId) {
        Running running = byMessage.get(messageId);
        if (running == null || !running.accountId().equals(accountId)) {
            return false;
        }
        running.reply().cancel();
        return true;
    }

    /** Whoever stands before this application stops first and waits for the answers that are under way. */
    @EventListener
    void on(StopAnnounced announced) {
        var _ = ending();
    }

    /** Beside the web server, which meanwhile waits for its requests: they can still be answered when this gives up. */
    @Override
    public void stop(Runnable done) {
        var _ = ending().whenComplete((_, _) -> done.run());
    }

    @Override
    public void stop() {
        ending().join();
    }

    private synchronized CompletableFuture<Void> ending() {
        if (ending == null) {
            ending = CompletableFuture.runAsync(this::end, Thread.ofVirtual().name("end-of-replies")::start);
        }
        return ending;
    }

    private void end() {
        if (!byMessage.isEmpty()) {
            log.info("{} replies may finish within {}", byMessage.size(), finishWithin);
        }
        awaitNone(finishWithin);
        stopped = true;
        if (!byMessage.isEmpty()) {
            log.warn("{} replies did not finish within {} and are stopped", byMessage.size(), finishWithin);
        }
        byMessage.values().forEach(each -> each.reply().stop());
        awaitNone(STOPPED_WITHIN);
        running = false;
    }

    private void awaitNone(Duration atMost) {
        long endNanos = System.nanoTime() + atMost.toNanos();
        while (!byMessage.isEmpty() && System.nanoTime() - endNanos < 0) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        stopped = false;
        ending = null;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }
}
