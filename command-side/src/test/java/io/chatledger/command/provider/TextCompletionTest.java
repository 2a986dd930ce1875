package io.chatledger.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.chatledger.command.Api.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The form of before there were chats, for old tools: a text that a chat model goes on with. */
class TextCompletionTest extends WithScriptedProviders {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String COMPLETIONS = "/v1/completions";

    @Test
    void aTextIsTheMessageOfAUserAndTheReplyItsEnd() {
        answers(stream(delta("upon "), delta("a time"), finish("length"), usage(7, 3)));

        Answer answer = complete("""
                {"model": "by-use", "prompt": "Once", "max_tokens": 5, "temperature": 0.2, "stop": ["."], "echo": false,
                 "best_of": 1, "suffix": null, "logprobs": null}""");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().get("id").asString()).startsWith("cmpl-");
        assertThat(answer.json().get("object").asString()).isEqualTo("text_completion");
        assertThat(answer.json().get("choices")).isEqualTo(JSON.readTree("""
                [{"text": "upon a time", "index": 0, "logprobs": null, "finish_reason": "length"}]"""));
        assertThat(answer.json().get("usage")).isEqualTo(JSON.readTree("""
                {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}"""));
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isEqualTo(13);
        assertThat(lastSent().get("messages")).isEqualTo(JSON.readTree("""
                [{"role": "user", "content": "Once"}]"""));
        assertThat(lastSent().get("max_tokens").asInt()).isEqualTo(5);
        assertThat(lastSent().get("temperature").asDouble()).isEqualTo(0.2);
        assertThat(lastSent().has("best_of")).isFalse();
        assertBalance(4000 - 13);
    }

    @Test
    void withoutALimitItIsSixteenTokensAsAlways() {
        answers(stream(delta("upon"), finish("stop")));

        assertThat(complete("{\"model\": \"flat\", \"prompt\": [\"Once\"]}").status()).isEqualTo(200);
        assertThat(lastSent().get("max_tokens").asInt()).isEqualTo(16);
    }

    @Test
    void everyAnswerIsTold() {
        answers(stream("""
                {"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]}""", """
                {"choices":[{"index":0,"delta":{},"finish_reason":"stop"},
                            {"index":1,"delta":{},"finish_reason":"length"}]}""".replace("\n", "")));

        String body = "{\"model\": \"flat\", \"prompt\": \"Once\", \"n\": 2}";
        Answer whole = complete(body);
        List<JsonNode> pieces = pieces(complete(body.replace("}", ", \"stream\": true}")));

        assertThat(whole.json().get("choices")).isEqualTo(JSON.readTree("""
                [{"text": "a", "index": 0, "logprobs": null, "finish_reason": "stop"},
                 {"text": "b", "index": 1, "logprobs": null, "finish_reason": "length"}]"""));
        assertThat(texts(pieces, 0)).isEqualTo("a");
        assertThat(texts(pieces, 1)).isEqualTo("b");
        assertBalance(3600);
    }

    @Test
    void aStreamHasPiecesOfTextThenTheReasonThenTheUsage() {
        answers(stream(delta("upon "), delta("a time"), finish("stop"), usage(7, 3)));

        Answer answer = complete("""
                {"model": "by-use", "prompt": "Once", "stream": true, "stream_options": {"include_usage": true}}""");

        List<JsonNode> pieces = pieces(answer);
        assertThat(texts(pieces, 0)).isEqualTo("upon a time");
        assertThat(pieces.get(2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(pieces.get(2).at("/chatledger/tokens_deducted").asLong()).isEqualTo(13);
        assertThat(pieces.get(3).at("/usage/total_tokens").asLong()).isEqualTo(10);
        assertThat(pieces).hasSize(4).allSatisfy(
                piece -> assertThat(piece.get("object").asString()).isEqualTo("text_completion"));
        assertThat(answer.response().body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aStreamThatBreaksOffEndsWithAnErrorAndOneThatNeverBeganWithAStatus() {
        answers(stream(delta("upon "), "{\"error\": {}}"));
        Answer broken = complete("{\"model\": \"flat\", \"prompt\": \"Once\", \"stream\": true}");
        answers(WireMock.serverError());
        Answer failed = complete("{\"model\": \"flat\", \"prompt\": \"Once\", \"stream\": true}");

        assertThat(broken.response().body()).contains("\"type\":\"server_error\"").doesNotContain("[DONE]");
        assertThat(failed.status()).isEqualTo(502);
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "suffix    | \"end\"",
        "echo      | true",
        "logprobs  | 0",
        "best_of   | 2",
        "prompt    | [\"a\", \"b\"]",
        "prompt    | [1, 2]",
        "prompt    | \" \"",
        "prompt    | null",
        "max_tokens | 0",
    })
    void whatNoChatCanBeAskedForIsRefusedByName(String field, String value) {
        String body = field.equals("prompt") ? "{\"model\": \"flat\", " : "{\"model\": \"flat\", \"prompt\": \"a\", ";

        Answer answer = complete(body + "\"%s\": %s}".formatted(field, value));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).startsWith(field);
        assertBalance(4000);
    }

    @Test
    void theSameKeyGivesTheSameTextAgain() {
        answers(stream(delta("upon "), delta("a time"), finish("stop")));
        String body = "{\"model\": \"flat\", \"prompt\": \"Once\"}";

        Answer first = api.send("POST", COMPLETIONS, user, body, "Idempotency-Key", "once");
        Answer again = api.send("POST", COMPLETIONS, user, body, "Idempotency-Key", "once");

        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertBalance(3900);
    }

    private Answer complete(String body) {
        return api.send("POST", COMPLETIONS, user, body);
    }

    private static List<JsonNode> pieces(Answer answer) {
        return answer.response().body().lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    private static String texts(List<JsonNode> pieces, int index) {
        var text = new StringBuilder();
        pieces.forEach(piece -> piece.get("choices").forEach(choice -> {
            if (choice.get("index").asInt() == index) {
                text.append(choice.get("text").asString());
            }
        }));
        return text.toString();
    }
}
