package io.chatledger.command.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.chat.Reply;
import io.chatledger.command.chat.TokenCounter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@CommandSideTest
class CompletionTest {

    private static final String PATH = "/v1/chat/completions";
    private static final String HI = """
            {"model": "echo", "messages": [{"role": "user", "content": "hi"}]}""";

    @LocalServerPort
    int port;

    @Autowired
    ScriptedModel model;

    @Autowired
    TokenCounter counter;

    @Autowired
    JdbcClient jdbc;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void aMessageIsAnsweredInOpenAisShapeAndPaidForInOurs() {
        Answer answer = api.send("POST", PATH, user, HI);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/json");
        String id = answer.json().get("id").asString();
        String conversation = answer.json().get("chatledger").get("conversation_id").asString();
        int completionTokens = counter.count("Echo: hi");
        assertThat(answer.json()).isEqualTo(json("""
                {"id": "%s", "object": "chat.completion", "created": %d, "model": "echo",
                 "choices": [{"index": 0, "message": {"role": "assistant", "content": "Echo: hi", "refusal": null},
                              "logprobs": null, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 5, "completion_tokens": %d, "total_tokens": %d},
                 "chatledger": {"tokens_deducted": 100, "remaining_tokens": 3900, "conversation_id": "%s"}}
                """.formatted(id, sentAt(id).getEpochSecond(), completionTokens, 5 + completionTokens, conversation)));
        assertThat(UUID.fromString(conversation)).isNotNull();
        assertThat(api.available(user)).isEqualTo(3900);
    }

    @Test
    void theModelIsToldWhatWasSaidBeforeAndWhoSaidIt() {
        var told = new AtomicReference<Prompt>();
        model.plays((prompt, say, cancellation) -> {
            told.set(prompt);
            return new Reply("fine", Finish.STOP, null);
        });

        Answer answer = api.send("POST", PATH, user, """
                {"model": "tests/scripted", "max_completion_tokens": 20, "max_tokens": 10, "messages": [
                    {"role": "system", "content": "Be brief."},
                    {"role": "developer",
                     "content": [{"type": "text", "text": "Be"}, {"type": "text", "text": "kind."}]},
                    {"role": "user", "name": "Ada", "content": "Hello"},
                    {"role": "assistant", "content": "", "refusal": null, "tool_calls": []},
                    {"role": "user", "content": [{"type": "text", "text": "How are you?"}]}]}
                """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(told.get().turns()).extracting(Turn::role, Turn::text).containsExactly(
                tuple(Role.SYSTEM, "Be brief."),
                tuple(Role.SYSTEM, "Be\nkind."),
                tuple(Role.USER, "Hello"),
                tuple(Role.ASSISTANT, ""),
                tuple(Role.USER, "How are you?"));
        assertThat(told.get().mostCompletionTokens()).isEqualTo(20);
    }

    @Test
    void whatTheModelSaysOfItsUseAndItsEndIsPassedOnAndCharged() {
        model.plays((prompt, say, cancellation) -> new Reply("cut", Finish.LENGTH, new Usage(7, 50, false)));

        Answer answer = api.send("POST", PATH, user, hi("tests/scripted"));

        assertThat(answer.json().get("choices").get(0).get("finish_reason").asString()).isEqualTo("length");
        assertThat(answer.json().get("usage"))
                .isEqualTo(json("{\"prompt_tokens\": 7, \"completion_tokens\": 50, \"total_tokens\": 57}"));
        assertThat(answer.json().get("chatledger").get("tokens_deducted").asLong()).isEqualTo(7 + 2 * 50);
    }

    @Test
    void whatTheModelDoesNotSayOfItsUseIsCounted() {
        model.plays((prompt, say, cancellation) -> new Reply("fine", Finish.STOP, null));

        Answer answer = api.send("POST", PATH, user, hi("tests/scripted"));

        assertThat(answer.json().get("usage"))
                .isEqualTo(json("{\"prompt_tokens\": 5, \"completion_tokens\": 1, \"total_tokens\": 6}"));
        assertThat(answer.json().get("chatledger").get("tokens_deducted").asLong()).isEqualTo(5 + 2);
    }

    @Test
    void theSameKeyGivesTheSameAnswerAgainAndIsChargedOnce() {
        Answer first = api.send("POST", PATH, user, HI, "Idempotency-Key", "once");
        Answer again = api.send("POST", PATH, user, HI, "Idempotency-Key", "once");

        assertThat(first.response().headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(api.available(user)).isEqualTo(3900);
    }

    @Test
    void theSameKeyWithAnotherQuestionIsRefused() {
        api.send("POST", PATH, user, HI, "Idempotency-Key", "once");

        Answer other = api.send("POST", PATH, user, HI.replace("hi", "hello"), "Idempotency-Key", "once");
        Answer elsewhere = api.send(
                "POST", "/api/chat", user, "{\"message\": \"hi\", \"model\": \"echo\"}", "Idempotency-Key", "once");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().get("error").get("code").asString()).isEqualTo("idempotency_key_reused");
        assertThat(elsewhere.status()).isEqualTo(422);
        assertThat(elsewhere.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    private static String hi(String modelId) {
        return HI.replace("echo", modelId);
    }

    private Instant sentAt(String completionId) {
        assertThat(completionId).startsWith("chatcmpl-");
        return jdbc.sql("SELECT sent_at FROM events.message WHERE message_id = ?")
                .param(UUID.fromString(completionId.substring("chatcmpl-".length())))
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
