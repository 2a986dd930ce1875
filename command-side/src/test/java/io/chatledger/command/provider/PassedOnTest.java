package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.secret.Sha256;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What clients ask for, and what becomes of it on the way to a provider. */
class PassedOnTest extends WithScriptedProviders {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String STOP = finish("stop");

    private enum Fate { PASSED_ON, USED, REFUSED }

    private record Field(String name, String value, Fate fate) {

        @Override
        public String toString() {
            return name + " is " + fate;
        }
    }

    /** Every property of {@code CreateChatCompletionRequest} in OpenAI's published schema, and what others send. */
    static List<Field> fields() {
        return List.of(
                passed("audio", "{\"voice\": \"alloy\", \"format\": \"mp3\"}"),
                passed("frequency_penalty", "-0.5"),
                passed("function_call", "{\"name\": \"f\"}"),
                passed("functions", "[{\"name\": \"f\", \"parameters\": {}}]"),
                passed("logit_bias", "{\"50256\": -100}"),
                passed("logprobs", "true"),
                used("max_completion_tokens", "77"),
                used("max_tokens", "77"),
                used("messages", "[{\"role\": \"user\", \"content\": \"hello\"}]"),
                passed("metadata", "{\"a\": \"b\"}"),
                passed("modalities", "[\"text\", \"audio\"]"),
                used("model", "\"newest\""),
                used("n", "2"),
                passed("parallel_tool_calls", "false"),
                passed("prediction", "{\"type\": \"content\", \"content\": \"a\"}"),
                passed("presence_penalty", "1.5"),
                passed("prompt_cache_key", "\"k\""),
                passed("prompt_cache_retention", "\"24h\""),
                passed("reasoning_effort", "\"low\""),
                passed("response_format", "{\"type\": \"json_schema\", \"json_schema\": {\"name\": \"a\", \"schema\": "
                        + "{\"type\": \"object\", \"properties\": {\"b\": {\"type\": [\"string\", \"null\"]}}}}}"),
                passed("safety_identifier", "\"s\""),
                passed("seed", "9007199254740993"),
                passed("service_tier", "\"flex\""),
                passed("stop", "[\".\", \"!\"]"),
                refused("store", "true"),
                used("stream", "true"),
                used("stream_options", "{\"include_usage\": true}"),
                passed("temperature", "0"),
                passed("tool_choice", "{\"type\": \"function\", \"function\": {\"name\": \"f\"}}"),
                passed("tools", "[{\"type\": \"function\", \"function\": {\"name\": \"f\", \"strict\": true}}]"),
                passed("top_logprobs", "3"),
                passed("top_p", "0.25"),
                passed("user", "\"ada\""),
                passed("verbosity", "\"low\""),
                refused("web_search_options", "{\"search_context_size\": \"high\"}"),
                passed("top_k", "40"),
                passed("chat_template_kwargs", "{\"enable_thinking\": false}"),
                passed("of_tomorrow", "{\"deep\": [1, {\"er\": null}]}"),
                refused("fallbacks", "[\"dearest\"]"),
                refused("models", "[\"dearest\"]"),
                refused("mock_response", "\"free\""),
                refused("litellm_credential_name", "\"of-others\""),
                refused("search_parameters", "{\"mode\": \"on\"}"),
                refused("priority", "-1"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void everyFieldIsPassedOnAsItCameOrUsedOrRefused(Field field) {
        answers(stream(delta("Hi"), STOP, usage(7, 1)));

        Answer answer = complete(field.name(), field.value());

        if (field.fate() == Fate.REFUSED) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().at("/error/param").asString()).isEqualTo(field.name());
            PROVIDER.verify(0, postRequestedFor(urlEqualTo(PATH)));
            assertBalance(4000);
            return;
        }
        JsonNode asked = JSON.readTree(field.value());
        // Under which of its two names the most is told is the model's choice.
        JsonNode sent = sent().path(field.name().replace("max_completion_tokens", "max_tokens"));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(sent).isEqualTo(asked);
    }

    @Test
    void messagesOfEveryKindGoToTheProviderAsTheyCame() {
        answers(stream(delta("Sunny."), STOP));
        String messages = """
                [{"role": "developer", "content": [
                   {"type": "text", "text": "Be brief.", "cache_control": {"type": "a"}}]},
                 {"role": "user", "name": "Ada", "content": [
                   {"type": "text", "text": "What is this?"},
                   {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}},
                   {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
                   {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
                   {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}}]},
                 {"role": "assistant", "content": null, "reasoning_content": "Hm", "tool_calls": [
                   {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{\\"at\\": 1}"}},
                   {"id": "call_2", "type": "custom", "custom": {"name": "c", "input": "i"}}]},
                 {"role": "tool", "tool_call_id": "call_1", "content": "rain \\u0000"},
                 {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "sun"}]},
                 {"role": "assistant", "refusal": "No.", "content": null},
                 {"role": "function", "name": "old", "content": ""}]""";

        Answer answer = complete("messages", messages);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(sent().path("messages")).isEqualTo(JSON.readTree(messages));
        assertBalance(3900);
        assertThat(lastPayload("MessageSent")).contains("\"text\":\"[tool]\"");
    }

    @Test
    void aMessageIsRecordedWholeButForLongDataOfWhichThereIsTheHash() {
        answers(stream(delta("A dot."), STOP));
        String picture = "data:image/png;base64," + "A".repeat(2000);

        complete("messages", """
                [{"role": "user", "content": [{"type": "text", "text": "What is this?"},
                  {"type": "image_url", "image_url": {"url": "%s", "detail": "low"}}]}]""".formatted(picture));

        JsonNode recorded = JSON.readTree(lastPayload("MessageSent"));
        assertThat(recorded.get("text").asString()).isEqualTo("What is this?\n[picture]");
        assertThat(JSON.readTree(recorded.get("more").asString())).isEqualTo(JSON.readTree("""
                {"role": "user", "content": [{"type": "text", "text": "What is this?"},
                  {"type": "image_url", "image_url": {"url": {"sha256": "%s", "bytes": 2022}, "detail": "low"}}]}"""
                .formatted(Sha256.of(picture).hex())));
    }

    @Test
    void aLongerMessageThanAPersonWritesIsRecordedByItsBeginningAndItsHash() {
        answers(stream(delta("Yes."), STOP));
        String text = "word ".repeat(7000);

        Answer answer = complete("messages", "[{\"role\": \"user\", \"content\": \"" + text + "\"}]");
        assertThat(answer.status()).isEqualTo(200);

        JsonNode recorded = JSON.readTree(lastPayload("MessageSent"));
        assertThat(recorded.get("text").asString()).isEqualTo(text.substring(0, 32_000));
        assertThat(JSON.readTree(recorded.get("more").asString()).at("/content/bytes").asInt()).isEqualTo(35_000);
        assertThat(sent().at("/messages/0/content").asString()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "tools                  | tools    | [{\"type\": \"function\"}]",
        "of_tomorrow            | of_tomorrow | 1",
        "n                      | n        | 2",
        "messages[0].content[0] | messages | [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]",
    })
    void whatTheSettingsOfAModelSayItCannotDoIsRefusedByName(String at, String field, String value) {
        ObjectNode request = request(field, value).put("model", "simple");

        Answer answer = api.send("POST", PATH, user, request.toString());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).isEqualTo(at);
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("unsupported_parameter");
        assertBalance(4000);
    }

    @Test
    void moreAnswersThanAModelGivesAreRefused() {
        answers(stream(delta("Hi"), STOP));

        assertThat(complete("n", "8").status()).isEqualTo(200);
        assertThat(complete("n", "9").json().at("/error/param").asString()).isEqualTo("n");
        assertThat(complete("n", "0").json().at("/error/param").asString()).isEqualTo("n");
    }

    @Test
    void theHoldCoversPicturesDefinitionsOfToolsAndEveryAnswer() {
        answers(stream(delta("Hi"), STOP));
        long plain = heldWith(Map.of());

        assertThat(heldWith(Map.of("n", "3"))).isEqualTo(plain + 2 * 100 * 2);
        assertThat(heldWith(Map.of("tools", "[{\"type\": \"function\", \"function\": {\"name\": \"look_at_it\"}}]")))
                .isBetween(plain + 10, plain + 40);
        assertThat(heldWith(Map.of("messages", """
                [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.org/a"}}]}]
                """))).isBetween(plain + 2000, plain + 2010);
    }

    @Test
    void theHoldCoversPicturesThatSayTheyAreTextAndWhateverElseAModelMayRead() {
        answers(stream(delta("Hi"), STOP, usage(7, 1)));
        long plain = heldWith(Map.of());

        assertThat(heldWith(Map.of("messages", """
                [{"role": "user", "content": [
                  {"type": "image_url", "text": "", "image_url": {"url": "https://example.org/a"}}]}]
                """))).isBetween(plain + 2000, plain + 2010);
        assertThat(heldWith(Map.of("messages", """
                [{"role": "user", "content": [{"type": "image_url", "text": "%s"}]}]
                """.formatted("word ".repeat(300))))).isGreaterThan(plain + 2300);
        assertThat(heldWith(Map.of("documents", "[{\"text\": \"" + "word ".repeat(300) + "\"}]")))
                .isGreaterThan(plain + 300);
    }

    @Test
    void toolsThatTheProviderRunsAreForTheOperatorToAllow() {
        Answer answer = complete("tools", "[{\"type\": \"function\", \"function\": {\"name\": \"f\"}},"
                + " {\"type\": \"browser_search\"}]");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).isEqualTo("tools");
        PROVIDER.verify(0, postRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void aRequestOfCountlessThingsIsRefusedBeforeTheyTakeMemory() {
        answers(stream(delta("Hi"), STOP));

        assertThat(complete("of_tomorrow", "[" + "{},".repeat(100_000) + "0]").status()).isEqualTo(200);
        assertThat(complete("of_tomorrow", "[" + "{},".repeat(300_000) + "0]").status()).isEqualTo(400);
    }

    @Test
    void aPictureIsPaidForAsFarAsItIsHeldIfNobodySaysWhatItCameTo() {
        answers(stream(delta("Hi"), STOP));

        Answer answer = api.send("POST", PATH, user, request("messages", """
                [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.org/a"}}]}]
                """).put("model", "by-use").toString());

        assertThat(answer.json().at("/usage/prompt_tokens").asLong()).isBetween(2000L, 2020L);
        assertBalance(4000 - answer.json().at("/chatledger/tokens_deducted").asLong());
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isBetween(2000L, 2020L);
    }

    private long heldWith(Map<String, String> fields) {
        ObjectNode request = request("model", "\"by-use\"");
        fields.forEach((name, value) -> request.set(name, JSON.readTree(value)));
        Answer answer = api.send("POST", PATH, user, request.toString());
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return JSON.readTree(lastPayload("TokensHeld")).get("amount").asLong();
    }

    private Answer complete(String field, String value) {
        return api.send("POST", PATH, user, request(field, value).toString());
    }

    private static ObjectNode request(String field, String value) {
        ObjectNode request = (ObjectNode) JSON.readTree("""
                {"model": "flat", "messages": [{"role": "user", "content": "hi"}]}""");
        request.set(field, JSON.readTree(value));
        return request;
    }

    private static JsonNode sent() {
        List<LoggedRequest> sent = PROVIDER.findAll(postRequestedFor(urlEqualTo(PATH)));
        assertThat(sent).hasSize(1);
        return JSON.readTree(sent.getFirst().getBodyAsString());
    }

    private static Field passed(String name, String value) {
        return new Field(name, value, Fate.PASSED_ON);
    }

    private static Field used(String name, String value) {
        return new Field(name, value, Fate.USED);
    }

    private static Field refused(String name, String value) {
        return new Field(name, value, Fate.REFUSED);
    }
}
