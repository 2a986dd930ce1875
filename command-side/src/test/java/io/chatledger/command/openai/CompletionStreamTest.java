package io.chatledger.command.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@CommandSideTest
class CompletionStreamTest {

    private static final String PATH = "/v1/chat/completions";
    private static final String HI = """
            {"model": "echo", "stream": true, "messages": [{"role": "user", "content": "hi"}]}""";
    private static final String HI_WITH_USAGE =
            HI.replace("true,", "true, \"stream_options\": {\"include_usage\": true},");

    @LocalServerPort
    int port;

    @Autowired
    ScriptedModel model;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void aStreamIsTheRoleThenTheTextThenWhyItEndsThenDone() {
        Answer answer = api.send("POST", PATH, user, HI);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
        assertThat(withoutIds(answer)).isEqualTo("""
                data: {HEAD,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,\
                "finish_reason":null}],"usage":null}

                data: {HEAD,"choices":[{"index":0,"delta":{"content":"Echo: "},"logprobs":null,\
                "finish_reason":null}],"usage":null}

                data: {HEAD,"choices":[{"index":0,"delta":{"content":"hi"},"logprobs":null,\
                "finish_reason":null}],"usage":null}

                data: {HEAD,"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null,\
                "chatledger":{"tokens_deducted":100,"remaining_tokens":3900,"conversation_id":"ID"}}

                data: [DONE]

                """);
    }

    @Test
    void theUseComesInAChunkOfItsOwnBeforeTheEndIfItIsAskedFor() {
        model.plays((prompt, say, cancellation) -> {
            say.accept(Delta.text("fine"));
            return new Reply("fine", Finish.STOP, new Usage(7, 3, false));
        });

        Answer answer = api.send("POST", PATH, user, HI_WITH_USAGE.replace("echo", "tests/scripted"));

        assertThat(withoutIds(answer)).endsWith("""
                data: {HEAD,"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}

                data: [DONE]

                """);
    }

    @Test
    void theSameKeyTellsTheSameAnswerAgainStreamedOrNot() {
        Answer whole = api.send("POST", PATH, user, HI.replace("true", "false"), "Idempotency-Key", "once");
        Answer again = api.send("POST", PATH, user, HI_WITH_USAGE, "Idempotency-Key", "once");

        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.response().body())
                .contains("\"id\":\"" + whole.json().get("id").asString() + "\"")
                .contains("\"created\":" + whole.json().get("created").asLong() + ",")
                .contains("{\"content\":\"Echo: hi\"}")
                .contains("\"usage\":" + whole.json().get("usage"))
                .contains("\"chatledger\":" + whole.json().get("chatledger"))
                .endsWith("data: [DONE]\n\n");
        assertThat(api.available(user)).isEqualTo(3900);
    }

    @Test
    void aModelThatFailsBeforeItSpeaksIsToldByTheStatus() {
        model.plays((prompt, say, cancellation) -> {
            throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "500");
        });

        Answer answer = api.send("POST", PATH, user, HI.replace("echo", "tests/scripted"));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.json().get("error").get("code").asString()).isEqualTo("provider_failed");
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void aModelThatFailsWhileItSpeaksEndsTheStreamWithAnErrorAndIsNotDone() {
        model.plays((prompt, say, cancellation) -> {
            say.accept(Delta.text("half"));
            throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "reset");
        });

        Answer answer = api.send("POST", PATH, user, HI.replace("echo", "tests/scripted"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .contains("{\"content\":\"half\"}")
                .endsWith("""
                        data: {"error":{"message":"The model gave no answer; nothing was charged.",\
                        "type":"server_error","param":null,"code":"provider_failed"}}

                        """)
                .doesNotContain("[DONE]");
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void aCancelledStreamEndsWithWhatWasSaidUntilThenAndIsNotTakenForWhole() throws Exception {
        model.plays((prompt, say, cancellation) -> {
            say.accept(Delta.text("half"));
            var cancelled = new CountDownLatch(1);
            cancellation.onCancel(cancelled::countDown);
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new ModelFailure(ErrorCode.CANCELLED, "cancelled");
        });
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + PATH))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + user.access())
                .POST(BodyPublishers.ofString(HI.replace("echo", "tests/scripted")))
                .build();

        var lines = new ArrayList<String>();
        try (var client = HttpClient.newHttpClient();
                var body = client.send(request, BodyHandlers.ofLines()).body()) {
            Iterator<String> stream = body.iterator();
            String first = stream.next();
            String id = JsonMapper.shared().readTree(first.substring("data: ".length())).get("id").asString();
            int status = api.send("POST", "/api/chat/" + id.substring("chatcmpl-".length()) + "/cancel", user, null)
                    .status();
            assertThat(status).isEqualTo(202);
            stream.forEachRemaining(lines::add);
        }

        assertThat(lines).anyMatch(line -> line.contains("{\"content\":\"half\"}"))
                .anyMatch(line -> line.contains("\"finish_reason\":\"length\""))
                .contains("data: [DONE]");
    }

    /** Checks that all chunks have the same id and time, then takes them out. */
    private static String withoutIds(Answer answer) {
        String body = answer.response().body();
        String head = body.substring(body.indexOf('{') + 1, body.indexOf(",\"choices\""));
        assertThat(head).matches("\"id\":\"chatcmpl-[0-9a-f-]{36}\",\"object\":\"chat.completion.chunk\","
                + "\"created\":[0-9]+,\"model\":\"(echo|tests/scripted)\"");
        return body.replace(head, "HEAD").replaceAll("\"[0-9a-f-]{36}\"", "\"ID\"");
    }
}
