package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.MessageId;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** The model calls that this copy has under way, each on a virtual thread of its own. */
@Component
class RunningReplies {

    private record Running(AccountId accountId, RunningReply reply) {}

    private final Map<MessageId, Running> byMessage = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    RunningReply start(PendingMessage message, Consumer<RunningReply> work) {
        var reply = new RunningReply(message.messageId(), message.sentAt());
        byMessage.put(message.messageId(), new Running(message.accountId(), reply));
        Map<String, String> logContext = MDC.getCopyOfContextMap();
        threads.execute(() -> {
            if (logContext != null) {
                MDC.setContextMap(logContext);
            }
            try {
                work.accept(reply);
            } finally {
                byMessage.remove(message.messageId());
            }
        });
        return reply;
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

    /** Ends with what was said until now; the web server has let requests finish before. */
    @PreDestroy
    void stop() {
        byMessage.values().forEach(running -> running.reply().cancel());
        threads.close();
    }
}
