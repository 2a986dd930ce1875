package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.Finish;
import io.chatledger.api.MessageId;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.account.TokenPolicy;
import io.chatledger.command.chat.RunningReply.Piece;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

class RunningReplyTest {

    private static final Piece.Done DONE = new Piece.Done(
            new ChatAnswer("1", "2", "", "echo", 1, 1, Instant.EPOCH, Finish.STOP, null, null, false, null, null));

    private final RunningReply reply = anyReply();

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aModelDoesNotWaitForASlowReaderWhoGetsEveryWordAllTheSame() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            reply.accept(Delta.text("word "));
        }
        reply.end(DONE);

        assertThat(said()).isEqualTo("word ".repeat(10_000));
    }

    @Test
    void theLastWordsComeBeforeTheEndHoweverLateTheyAre() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            RunningReply late = anyReply();
            Thread model = Thread.ofPlatform().start(() -> {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(900, 1100)));
                late.accept(Delta.text("last words"));
                late.end(DONE);
            });
            Piece first = null;
            while (first == null) {
                first = late.next(Duration.ofMillis(1));
            }
            model.join();
            assertThat(first).isEqualTo(Delta.text("last words"));
        }
    }

    @Test
    void whatWasSaidUntilItWasCancelledIsAReplyWithAllItsParts() {
        reply.accept(Delta.reasoning("Hm"));
        reply.accept(Delta.text("Let me "));
        reply.accept(Delta.more(call("{\"index\":0,\"id\":\"call_1\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}")));
        reply.accept(Delta.text("see."));
        reply.accept(Delta.more(call("{\"index\":0,\"function\":{\"arguments\":\"}\"}}")));
        reply.accept(Delta.more("{\"system_fingerprint\":\"fp\"}"));

        Reply said = reply.saidUntilCancelled();

        assertThat(said.text()).isEqualTo("Let me see.");
        assertThat(said.reasoning()).isEqualTo("Hm");
        assertThat(said.more()).isEqualTo(JsonMapper.shared().readTree("""
                {"system_fingerprint": "fp", "choices": [{"index": 0, "message": {"role": "assistant",
                 "content": "Let me see.", "refusal": null, "reasoning_content": "Hm", "tool_calls": [
                   {"id": "call_1", "function": {"name": "f", "arguments": "{}"}}]},
                 "logprobs": null, "finish_reason": "length"}]}"""));
    }

    private static String call(String call) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]},\"finish_reason\":null}]}";
    }

    static RunningReply anyReply() {
        return new RunningReply(anyMessage());
    }

    static PendingMessage anyMessage() {
        return new PendingMessage(
                new AccountId(UUID.randomUUID()),
                new MessageId(UUID.randomUUID()),
                new ConversationId(UUID.randomUUID()),
                new EchoModel(new TokenPolicy(4000, 10000, 100)),
                new Prompt(List.of(), 0),
                new TokenAmount(100),
                Instant.EPOCH,
                false);
    }

    private String said() throws InterruptedException {
        var said = new StringBuilder();
        while (reply.next(Duration.ofSeconds(1)) instanceof Delta(var _, String text)) {
            said.append(text);
        }
        return said.toString();
    }
}
