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

/** Anthropic's form, translated to and from a provider's chat completions. */
class MessagesTest extends WithScriptedProviders {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MESSAGES = "/v1/messages";
    private static final String HI = "[{\"role\": \"user\", \"content\": \"hi\"}]";

    private static final String ANOTHER =
            CALLS.replace("\"index\":0,\"id\"", "\"index\":1,\"id\"").replace("call_1", "call_2");

    @Test
    void anAnswerIsAMessageAndPaidForAsAlways() {
        answers(stream(THINKS, delta("Hel"), delta("lo"),
                finish("stop"), """
                        {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,
                         "prompt_tokens_details":{"cached_tokens":4}}}""".replace("\n", "")));

        Answer answer = create("\"model\": \"by-use\"", HI);

        String id = answer.json().get("id").asString();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(id).startsWith("msg_");
        assertThat(answer.json()).isEqualTo(JSON.readTree("""
                {"id": "%s", "type": "message", "role": "assistant", "model": "by-use",
                 "content": [{"type": "thinking", "thinking": "Hm.", "signature": ""},
                             {"type": "text", "text": "Hello"}],
                 "stop_reason": "end_turn", "stop_sequence": null,
                 "usage": {"input_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 4,
                           "output_tokens": 3},
                 "chatledger": {"tokens_deducted": 15, "remaining_tokens": 3985, "conversation_id": "%s"}}"""
                .formatted(id, answer.json().at("/chatledger/conversation_id").asString())));
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertBalance(3985);
    }

    @Test
    void aRequestIsToldTheProviderInTheWordsOfAChat() {
        answers(stream(delta("Hi"), finish("stop")));

        create("""
                "model": "flat", "max_tokens": 99, "temperature": 0.5, "top_p": 0.9, "top_k": 3,
                "stop_sequences": ["."],
                "metadata": {"user_id": "ada"}, "service_tier": "auto", "cache_control": {"type": "ephemeral"},
                "thinking": {"type": "enabled", "budget_tokens": 5000},
                "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
                "tool_choice": {"type": "any", "disable_parallel_tool_use": true},
                "tools": [{"name": "look", "description": "Looks.", "input_schema": {"type": "object"}, "strict": true,
                           "cache_control": {"type": "ephemeral"}}],
                "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]""", HI);

        assertThat(lastSent()).isEqualTo(JSON.readTree("""
                {"model": "flat", "max_tokens": 99, "temperature": 0.5, "top_p": 0.9, "top_k": 3, "stop": ["."],
                 "user": "ada", "reasoning_effort": "medium",
                 "response_format": {"type": "json_schema",
                     "json_schema": {"name": "answer", "strict": true, "schema": {"type": "object"}}},
                 "tool_choice": "required", "parallel_tool_calls": false,
                 "tools": [{"type": "function", "function": {
                     "name": "look", "description": "Looks.", "parameters": {"type": "object"}, "strict": true}}],
                 "messages": [{"role": "system", "content": [{"type": "text", "text": "Be brief."}]},
                              {"role": "user", "content": "hi"}],
                 "stream": true, "stream_options": {"include_usage": true}}"""));
    }

    @Test
    void picturesFilesCallsOfToolsAndTheirResultsAreMessagesOfAChat() {
        answers(stream(delta("Sunny."), finish("stop")));

        Answer answer = create("\"model\": \"flat\"", """
                [{"role": "user", "content": [
                   {"type": "text", "text": "What is this?"},
                   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
                   {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
                   {"type": "document", "title": "a.pdf",
                    "source": {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}},
                   {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "words"}}]},
                 {"role": "assistant", "content": [
                   {"type": "thinking", "thinking": "Hm.", "signature": "s"},
                   {"type": "text", "text": "I look."},
                   {"type": "tool_use", "id": "call_1", "name": "look", "input": {"at": 1}},
                   {"type": "tool_use", "id": "call_2", "name": "look", "input": {}}]},
                 {"role": "user", "content": [
                   {"type": "tool_result", "tool_use_id": "call_1", "content": "rain"},
                   {"type": "tool_result", "tool_use_id": "call_2", "is_error": true, "content": [
                     {"type": "text", "text": "dark"},
                     {"type": "image", "source": {"type": "url", "url": "https://example.org/b.png"}}]},
                   {"type": "text", "text": "And?"}]}]""");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(lastSent().get("messages")).isEqualTo(JSON.readTree("""
                [{"role": "user", "content": [
                   {"type": "text", "text": "What is this?"},
                   {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                   {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
                   {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
                   {"type": "text", "text": "words"}]},
                 {"role": "assistant", "content": [{"type": "text", "text": "I look."}], "tool_calls": [
                   {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{\\"at\\":1}"}},
                   {"id": "call_2", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
                 {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
                 {"role": "tool", "tool_call_id": "call_2", "content": [
                   {"type": "text", "text": "Error:"}, {"type": "text", "text": "dark"}]},
                 {"role": "user", "content": [
                   {"type": "image_url", "image_url": {"url": "https://example.org/b.png"}},
                   {"type": "text", "text": "And?"}]}]"""));
    }

    @Test
    void callsOfToolsAreBlocksWithTheirInput() {
        answers(stream(delta("I look."), CALLS, arguments(0, "{\\\"at\\\""), arguments(0, ": 1}"),
                ANOTHER,
                finish("tool_calls")));

        Answer answer = create("\"model\": \"flat\"", HI);

        assertThat(answer.json().get("stop_reason").asString()).isEqualTo("tool_use");
        assertThat(answer.json().get("content")).isEqualTo(JSON.readTree("""
                [{"type": "text", "text": "I look."},
                 {"type": "tool_use", "id": "call_1", "name": "look", "input": {"at": 1}},
                 {"type": "tool_use", "id": "call_2", "name": "look", "input": {}}]"""));
    }

    @Test
    void aStreamHasBlocksThatBeginGrowAndEnd() {
        answers(stream(THINKS, delta("I "), delta("look."),
                CALLS, arguments(0, "{}"), finish("tool_calls"), usage(7, 3)));

        Answer answer = create("\"model\": \"by-use\", \"stream\": true", HI);

        List<JsonNode> events = events(answer);
        assertThat(answer.response().body()).startsWith("event: message_start\ndata: {");
        assertThat(events).extracting(event -> event.get("type").asString()).containsExactly(
                "message_start", "content_block_start", "content_block_delta", "content_block_stop",
                "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop",
                "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop");
        assertThat(events.get(0).at("/message/content")).isEmpty();
        assertThat(events.get(2).get("delta"))
                .isEqualTo(JSON.readTree("{\"type\": \"thinking_delta\", \"thinking\": \"Hm.\"}"));
        assertThat(events.get(4)).isEqualTo(JSON.readTree("""
                {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}}"""));
        assertThat(events.get(6)).isEqualTo(JSON.readTree("""
                {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "look."}}"""));
        assertThat(events.get(8)).isEqualTo(JSON.readTree("""
                {"type": "content_block_start", "index": 2,
                 "content_block": {"type": "tool_use", "id": "call_1", "name": "look", "input": {}}}"""));
        assertThat(events.get(9).get("delta"))
                .isEqualTo(JSON.readTree("{\"type\": \"input_json_delta\", \"partial_json\": \"{}\"}"));
        assertThat(events.get(11).get("delta"))
                .isEqualTo(JSON.readTree("{\"stop_reason\": \"tool_use\", \"stop_sequence\": null}"));
        assertThat(events.get(11).at("/usage/output_tokens").asLong()).isEqualTo(3);
        assertThat(events.get(11).at("/chatledger/tokens_deducted").asLong()).isEqualTo(13);
    }

    @Test
    void piecesOfTwoCallsMayComeInAnyOrder() {
        answers(stream(CALLS, ANOTHER,
                arguments(0, "{\\\"a\\\""), arguments(1, "{"), arguments(0, ":1}"), arguments(1, "}"),
                finish("tool_calls")));

        List<JsonNode> events = events(create("\"model\": \"flat\", \"stream\": true", HI));

        assertThat(input(events, 0)).isEqualTo("{\"a\":1}");
        assertThat(input(events, 1)).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({"stop, end_turn", "length, max_tokens", "content_filter, refusal", "eos_token, end_turn"})
    void whyItEndsIsToldInAnthropicsWords(String reason, String told) {
        answers(stream(delta("Hi"), finish(reason)));

        assertThat(create("\"model\": \"flat\"", HI).json().get("stop_reason").asString()).isEqualTo(told);
    }

    @Test
    void aStreamThatBreaksOffEndsWithAnErrorAndOneThatNeverBeganWithAStatus() {
        answers(stream(delta("Hi"), "{\"error\": {}}"));
        List<JsonNode> events = events(create("\"model\": \"flat\", \"stream\": true", HI));
        answers(WireMock.serverError());
        Answer failed = create("\"model\": \"flat\", \"stream\": true", HI);

        assertThat(events.getLast().at("/error/type").asString()).isEqualTo("api_error");
        assertError(failed, 502, "api_error");
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "\"model\": \"flat\", \"container\": \"c\"                                | container",
        "\"model\": \"flat\", \"speed\": \"fast\"                                 | speed",
        "\"model\": \"flat\", \"tools\": [{\"type\": \"bash_20250124\"}]          | tools[0].type",
        "\"model\": \"flat\", \"tool_choice\": {\"type\": \"some\"}               | tool_choice.type",
        "\"model\": \"flat\", \"metadata\": {\"more\": 1}                         | metadata.more",
        "\"model\": \"flat\", \"thinking\": {\"type\": \"deep\"}                  | thinking.type",
        "\"model\": \"flat\", \"system\": [{\"type\": \"image\"}]                 | system[0]",
        "\"model\": \"simple\", \"tools\": [{\"name\": \"a\"}]                    | tools",
        "\"model\": \"flat\", \"max_tokens\": 0                                   | max_",
        "\"model\": \"flat\", \"tools\": \"x\"                                    | tools",
        "\"model\": \"flat\", \"system\": 5                                       | system",
        "\"model\": \"flat\", \"metadata\": \"x\"                                 | metadata",
        "\"model\": \"flat\", \"output_config\": \"high\"                         | output_config",
        "\"model\": \"flat\", \"max_tokens\": null                                | max_tokens",
    })
    void whatCannotBeSaidInAChatIsRefusedByName(String fields, String named) {
        Answer answer = create(fields, HI);

        assertError(answer, 400, "invalid_request_error");
        assertThat(answer.json().at("/error/message").asString()).contains(named);
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "{\"type\": \"search_result\"}",
        "{\"type\": \"image\", \"source\": {\"type\": \"file\", \"file_id\": \"f\"}}",
        "{\"type\": \"thinking\", \"thinking\": \"by a user\"}",
        "{\"type\": \"tool_result\", \"tool_use_id\": \"t\", \"content\": {\"a\": 1}}",
        "{\"type\": \"tool_result\", \"content\": \"a\"}",
        "{}",
        "7",
    })
    void aBlockThatCannotBeSaidInAChatIsRefusedByItsPlace(String block) {
        Answer answer = create("\"model\": \"flat\"", "[{\"role\": \"user\", \"content\": [" + block + "]}]");

        assertError(answer, 400, "invalid_request_error");
        assertThat(answer.json().at("/error/message").asString()).contains("messages[0].content[0]");
    }

    @Test
    void errorsHaveAnthropicsShape() {
        assertError(create("\"model\": \"none\"", HI), 404, "not_found_error");
        assertError(api.send("POST", MESSAGES, user, "{"), 400, "invalid_request_error");
        assertError(api.send("POST", MESSAGES, null, "{}"), 401, "authentication_error");
        assertError(api.send("GET", MESSAGES, user, null), 405, "invalid_request_error");
        answers(WireMock.aResponse().withStatus(429));
        assertError(create("\"model\": \"flat\"", HI), 429, "rate_limit_error");
    }

    @Test
    void tokensAreCountedAndCostNothing() {
        Answer counted = api.send("POST", MESSAGES + "/count_tokens", user, """
                {"model": "flat", "system": "Be brief.", "messages": %s, "tools": [{"name": "look"}]}""".formatted(HI));

        assertThat(counted.status()).as(counted.response().body()).isEqualTo(200);
        assertThat(counted.json().get("input_tokens").asLong()).isBetween(12L, 40L);
        assertOutcome();
        assertBalance(4000);
    }

    @Test
    void theSameKeyGivesTheSameMessageAgainAndNotToAnotherForm() {
        answers(stream(delta("I look."), CALLS, finish("tool_calls")));
        String body = "{\"model\": \"flat\", \"max_tokens\": 100, \"messages\": " + HI + "}";

        Answer first = api.send("POST", MESSAGES, user, body, "Idempotency-Key", "once");
        Answer again = api.send("POST", MESSAGES, user, body, "Idempotency-Key", "once");
        Answer streamed = api.send("POST", MESSAGES, user, body.replace("\"max", "\"stream\": true, \"max"),
                "Idempotency-Key", "once");
        Answer elsewhere = api.send("POST", PATH, user, body, "Idempotency-Key", "once");

        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(events(streamed)).extracting(event -> event.get("type").asString())
                .contains("content_block_start", "message_stop");
        assertThat(elsewhere.status()).isEqualTo(422);
        assertBalance(3900);
    }

    private Answer create(String fields, String messages) {
        String most = fields.contains("max_tokens") ? "" : "\"max_tokens\": 100, ";
        return api.send("POST", MESSAGES, user, "{%s%s, \"messages\": %s}".formatted(most, fields, messages));
    }

    private static String input(List<JsonNode> events, int block) {
        var input = new StringBuilder();
        events.stream()
                .filter(event -> event.path("index").asInt(-1) == block)
                .forEach(event -> input.append(event.at("/delta/partial_json").asString("")));
        return input.toString();
    }

    private static void assertError(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.json().get("type").asString()).isEqualTo("error");
        assertThat(answer.json().at("/error/type").asString()).isEqualTo(type);
        assertThat(answer.json().at("/error/message").asString()).isNotEmpty();
        assertThat(answer.json().get("request_id").asString()).isNotEmpty();
    }
}
