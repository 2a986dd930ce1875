package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.chatledger.api.MessageKind;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.provider.ProviderSettings.Form;
import io.chatledger.command.provider.ProviderSettings.Model;
import io.chatledger.command.provider.ProviderSettings.Provider;
import io.chatledger.settings.WrongSetting;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A provider that speaks Anthropic's form: what it is told, and what becomes of its answers. */
class AnthropicProviderTest extends WithScriptedProviders {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CLAUDE = "/claude/messages";
    private static final String HI = "[{\"role\": \"user\", \"content\": \"hi\"}]";

    private static final String START = """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],
             "model":"claude-upstream","stop_reason":null,"stop_sequence":null,
             "usage":{"input_tokens":7,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}
            """.replace("\n", "");
    private static final String PING = "{\"type\":\"ping\"}";
    private static final String STOP = "{\"type\":\"message_stop\"}";
    private static final String TWO_TOOLS = started(0, "{\"type\":\"text\",\"text\":\"\"}")
            + grown(0, "text_delta", "text", "I look.")
            + ended(0)
            + started(1, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}")
            + grown(1, "input_json_delta", "partial_json", "")
            + grown(1, "input_json_delta", "partial_json", "{\\\"at\\\"")
            + grown(1, "input_json_delta", "partial_json", ": 1}")
            + ended(1)
            + started(2, "{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"now\",\"input\":{}}")
            + ended(2);
    private static final String THOUGHT = started(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
            + grown(0, "thinking_delta", "thinking", "Hm, ")
            + grown(0, "thinking_delta", "thinking", "well.")
            + grown(0, "signature_delta", "signature", "c2ln")
            + ended(0)
            + started(1, "{\"type\":\"redacted_thinking\",\"data\":\"c2VjcmV0\"}")
            + ended(1)
            + started(2, "{\"type\":\"text\",\"text\":\"\"}")
            + grown(2, "text_delta", "text", "Hello")
            + ended(2);

    // --- what it is asked

    @Test
    void whatIsAskedInAChatIsToldInAnthropicsWords() {
        claudeSays(hello());

        Answer answer = complete("""
                {"model": "claude", "max_completion_tokens": 99, "temperature": 0.5, "top_p": 0.9, "top_k": 3,
                 "stop": ".", "user": "ada", "reasoning_effort": "high", "service_tier": "standard_only",
                 "thinking": {"type": "adaptive"}, "cache_control": {"type": "ephemeral"},
                 "response_format": {"type": "json_schema", "json_schema": {
                     "name": "answer", "description": "An answer.", "strict": true, "schema": {"type": "object"}}},
                 "tool_choice": "required", "parallel_tool_calls": false,
                 "tools": [{"type": "function", "cache_control": {"type": "ephemeral"}, "function": {
                              "name": "look", "description": "Looks.", "parameters": {"type": "object"},
                              "strict": true}},
                           {"type": "function", "function": {"name": "now", "strict": false, "parameters": null}},
                           {"type": "bash_20250124", "name": "bash"}]}""");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(told()).isEqualTo(JSON.readTree("""
                {"model": "claude-upstream", "max_tokens": 99, "stream": true,
                 "temperature": 0.5, "top_p": 0.9, "top_k": 3, "stop_sequences": ["."],
                 "metadata": {"user_id": "ada"}, "service_tier": "standard_only", "thinking": {"type": "adaptive"},
                 "cache_control": {"type": "ephemeral"},
                 "output_config": {"effort": "high", "format": {"type": "json_schema",
                     "schema": {"type": "object", "description": "An answer."}}},
                 "tool_choice": {"type": "any", "disable_parallel_tool_use": true},
                 "tools": [{"name": "look", "description": "Looks.", "input_schema": {"type": "object"},
                            "strict": true, "cache_control": {"type": "ephemeral"}},
                           {"name": "now", "input_schema": {"type": "object", "properties": {}}},
                           {"type": "bash_20250124", "name": "bash"}],
                 "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]}"""));
        PROVIDER.verify(1, postRequestedFor(urlEqualTo(CLAUDE))
                .withHeader("x-api-key", equalTo("claude-key"))
                .withHeader("anthropic-version", equalTo("2023-06-01"))
                .withHeader("Authorization", absent()));
    }

    @Test
    void messagesOfEveryKindBecomeItsMessages() {
        claudeSays(hello());

        Answer answer = complete("""
                {"model": "claude", "messages": [
                 {"role": "system", "content": "Be brief."},
                 {"role": "developer", "content": [
                   {"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}]},
                 {"role": "user", "content": [
                   {"type": "text", "text": "What is this?"},
                   {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "auto"}},
                   {"type": "image_url", "image_url": {"url": "https://example.org/a.png"},
                    "cache_control": {"type": "ephemeral"}},
                   {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
                   {"type": "file", "file": {"filename": "a.txt", "file_data": "data:text/plain;base64,d29yZHM="}}]},
                 {"role": "assistant", "content": "", "refusal": null, "annotations": [], "reasoning_content": "Hm",
                  "thinking_blocks": [{"index": 0, "type": "thinking", "thinking": "Hm", "signature": "c2ln"}],
                  "tool_calls": [
                   {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{\\"at\\": 1}"}},
                   {"id": "call_2", "type": "function", "function": {"name": "now", "arguments": ""}},
                   {"id": "call_3", "type": "function", "function": {"name": "now", "arguments": "{broken"}}]},
                 {"role": "tool", "tool_call_id": "call_1", "name": "look", "content": "rain"},
                 {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "noon"}]},
                 {"role": "tool", "tool_call_id": "call_3", "content": "", "is_error": true},
                 {"role": "user", "content": "And?", "cache_control": {"type": "ephemeral"}},
                 {"role": "assistant", "content": null, "refusal": "No."},
                 {"role": "system", "content": "Be honest."},
                 {"role": "user", "content": "Why?"}]}""");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(told().get("system")).isEqualTo(JSON.readTree("""
                [{"type": "text", "text": "Be brief."},
                 {"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}},
                 {"type": "text", "text": "Be honest."}]"""));
        assertThat(told().get("messages")).isEqualTo(JSON.readTree("""
                [{"role": "user", "content": [
                   {"type": "text", "text": "What is this?"},
                   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
                   {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"},
                    "cache_control": {"type": "ephemeral"}},
                   {"type": "document", "title": "a.pdf",
                    "source": {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}},
                   {"type": "document", "title": "a.txt",
                    "source": {"type": "text", "media_type": "text/plain", "data": "words"}}]},
                 {"role": "assistant", "content": [
                   {"type": "thinking", "thinking": "Hm", "signature": "c2ln"},
                   {"type": "tool_use", "id": "call_1", "name": "look", "input": {"at": 1}},
                   {"type": "tool_use", "id": "call_2", "name": "now", "input": {}},
                   {"type": "tool_use", "id": "call_3", "name": "now", "input": {"arguments": "{broken"}}]},
                 {"role": "user", "content": [
                   {"type": "tool_result", "tool_use_id": "call_1", "content": [{"type": "text", "text": "rain"}]},
                   {"type": "tool_result", "tool_use_id": "call_2", "content": [{"type": "text", "text": "noon"}]},
                   {"type": "tool_result", "tool_use_id": "call_3", "is_error": true},
                   {"type": "text", "text": "And?", "cache_control": {"type": "ephemeral"}}]},
                 {"role": "assistant", "content": [{"type": "text", "text": "No."}]},
                 {"role": "user", "content": [{"type": "text", "text": "Why?"}]}]"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', nullValues = "nothing", value = {
        "{}                                                                              | nothing",
        "{\"tool_choice\": \"auto\", TOOLS}                        | {\"type\": \"auto\"}",
        "{\"tool_choice\": \"none\", \"parallel_tool_calls\": false, TOOLS} | {\"type\": \"none\"}",
        "{\"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"f\"}}, TOOLS} "
                + "| {\"type\": \"tool\", \"name\": \"f\"}",
        "{\"parallel_tool_calls\": false, TOOLS} | {\"type\": \"auto\", \"disable_parallel_tool_use\": true}",
        "{\"parallel_tool_calls\": true, TOOLS}                                          | nothing",
        "{\"parallel_tool_calls\": false}                                                | nothing",
    })
    void theChoiceOfToolsHasItsWords(String fields, String choice) {
        claudeSays(hello());

        Answer answer = complete(withModel(
                fields.replace("TOOLS", "\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]"),
                "claude"));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(told().get("tool_choice")).isEqualTo(choice == null ? null : JSON.readTree(choice));
    }

    @Test
    void withoutALimitTheMostThatTheModelMaySayIsAskedFor() {
        claudeSays(hello());

        complete("{\"model\": \"claude\"}");
        assertThat(told().get("max_tokens").asInt()).isEqualTo(4096);
        complete("{\"model\": \"claude-by-use\", \"max_tokens\": 1000}");
        assertThat(told().get("max_tokens").asInt()).isEqualTo(100);
    }

    @Test
    void noThinkingIsAskedForByItsName() {
        claudeSays(hello());

        complete("{\"model\": \"claude\", \"reasoning_effort\": \"none\"}");

        assertThat(told().get("thinking")).isEqualTo(JSON.readTree("{\"type\": \"disabled\"}"));
        assertThat(told().has("output_config")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"n\": 1", "\"logprobs\": false", "\"top_logprobs\": 0", "\"logit_bias\": {}", "\"frequency_penalty\": 0",
        "\"presence_penalty\": 0", "\"response_format\": {\"type\": \"text\"}", "\"modalities\": [\"text\"]",
        "\"store\": false", "\"seed\": null",
    })
    void whatAsksForNothingIsNotTold(String field) {
        claudeSays(hello());

        Answer answer = complete("{\"model\": \"claude\", " + field + "}");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(told().propertyNames()).containsExactlyInAnyOrder("model", "max_tokens", "messages", "stream");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "n                     | 2",
        "logprobs              | true",
        "top_logprobs          | 2",
        "logit_bias            | {\"50256\": -100}",
        "seed                  | 7",
        "frequency_penalty     | 0.5",
        "presence_penalty      | 0.5",
        "repetition_penalty    | 1.1",
        "min_p                 | 0.1",
        "response_format       | {\"type\": \"json_object\"}",
        "response_format.json_schema.schema | {\"type\": \"json_schema\"}",
        "audio                 | {\"voice\": \"alloy\", \"format\": \"mp3\"}",
        "modalities            | [\"text\", \"audio\"]",
        "prediction            | {\"type\": \"content\", \"content\": \"a\"}",
        "verbosity             | \"low\"",
        "metadata              | {\"a\": \"b\"}",
        "prompt_cache_key      | \"k\"",
        "prompt_cache_retention | \"24h\"",
        "safety_identifier     | \"s\"",
        "functions             | [{\"name\": \"f\"}]",
        "function_call         | {\"name\": \"f\"}",
        "store                 | true",
        "web_search_options    | {\"search_context_size\": \"high\"}",
        "container             | \"c\"",
        "of_tomorrow           | 1",
        "tools                 | [{\"type\": \"web_search_20250305\", \"name\": \"web_search\"}]",
        "tools                 | \"x\"",
        "tools[0]              | [{\"type\": \"custom\", \"custom\": {\"name\": \"c\"}}]",
        "tool_choice           | {\"type\": \"allowed_tools\"}",
        "messages[0].content[0] | [{\"role\": \"user\", \"content\": [{\"type\": \"input_audio\"}]}]",
        "messages[0].content[0] | [{\"role\": \"user\", \"content\": [{\"type\": \"of_tomorrow\"}]}]",
        "messages[0].content[0].image_url.detail | [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", "
                + "\"image_url\": {\"url\": \"https://example.org/a\", \"detail\": \"low\"}}]}]",
        "messages[0].content[0].image_url.url | [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]",
        "messages[0].content[0].file.file_id | [{\"role\": \"user\", \"content\": [{\"type\": \"file\", "
                + "\"file\": {\"file_id\": \"f\"}}]}]",
        "messages[0].content[0].file.file_data | [{\"role\": \"user\", \"content\": [{\"type\": \"file\", "
                + "\"file\": {\"file_data\": \"data:text/csv;base64,AAAA\"}}]}]",
        "messages[0].content[0].file.file_data | [{\"role\": \"user\", \"content\": [{\"type\": \"file\", "
                + "\"file\": {\"file_data\": \"data:text/plain;base64,A\"}}]}]",
        "messages[0].name      | [{\"role\": \"user\", \"name\": \"Ada\", \"content\": \"hi\"}]",
        "messages[0].audio     | [{\"role\": \"assistant\", \"content\": \"a\", \"audio\": {\"id\": \"a\"}}]",
        "messages[0].thinking_blocks[0] | [{\"role\": \"assistant\", \"content\": \"a\", \"thinking_blocks\": "
                + "[{\"type\": \"image\", \"source\": {\"type\": \"url\", \"url\": \"https://example.org/a\"}}]}]",
        "messages[0].tool_calls[0].custom | [{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"c\", "
                + "\"type\": \"custom\", \"custom\": {\"name\": \"c\", \"input\": \"i\"}}]}]",
        "messages[0].role      | [{\"role\": \"function\", \"name\": \"old\", \"content\": \"\"}]",
    })
    void whatItHasNoWordForIsRefusedByName(String at, String value) {
        String field = at.replaceAll("[.\\[].*", "");
        ObjectNode request = (ObjectNode) JSON.readTree("{\"model\": \"claude\", \"messages\": " + HI + "}");
        request.set(field, JSON.readTree(value));

        Answer answer = api.send("POST", PATH, user, request.toString());

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).isEqualTo(at);
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("unsupported_parameter");
        PROVIDER.verify(0, postRequestedFor(urlEqualTo(CLAUDE)));
        assertOutcome();
    }

    @Test
    void whatTheSettingsRefuseIsRefusedHereToo() {
        Answer answer = complete("{\"model\": \"claude-sibling\", \"thinking\": {\"type\": \"adaptive\"}}");

        assertThat(answer.json().at("/error/param").asString()).isEqualTo("thinking");
        assertBalance(4000);
    }

    // --- what it answers

    @Test
    void aTextIsAReplyAndCostsWhatItReports() {
        claudeSays(claude(START, PING, started(0, "{\"type\":\"text\",\"text\":\"\"}"),
                grown(0, "text_delta", "text", "Hel"), grown(0, "text_delta", "text", "lo"), ended(0),
                ending("end_turn", "{\"output_tokens\":20}"), STOP, "what comes after the last is not read"));

        Answer whole = complete("{\"model\": \"claude-by-use\"}");

        assertThat(whole.status()).as(whole.response().body()).isEqualTo(200);
        assertThat(whole.json().at("/choices/0/message/content").asString()).isEqualTo("Hello");
        assertThat(whole.json().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(whole.json().at("/chatledger/tokens_deducted").asLong()).isEqualTo(7 + 40);
        assertThat(whole.response().headers().firstValue("Model-Provider")).contains("claude");
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":false", "\"promptTokens\":7");
        assertBalance(4000 - 47);
        Answer streamed = complete("{\"model\": \"claude-by-use\", \"stream\": true}");
        assertThat(said(events(streamed), "/choices/0/delta/content")).isEqualTo("Hello");
        assertThat(streamed.response().body()).endsWith("data: [DONE]\n\n");
        assertBalance(4000 - 94);
        assertThat(ask("claude").json().get("response").asString()).isEqualTo("Hello");
        assertBalance(4000 - 194);
    }

    @Test
    void theConversationIsToldToTheModel() {
        claudeSays(hello());
        String conversation = ask("claude").json().get("conversation_id").asString();

        assertThat(askIn(conversation, "claude", user).status()).isEqualTo(200);

        assertThat(told().get("messages")).isEqualTo(JSON.readTree("""
                [{"role": "user", "content": [{"type": "text", "text": "hi"}]},
                 {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]},
                 {"role": "user", "content": [{"type": "text", "text": "hi"}]}]"""));
    }

    @Test
    void twoToolsAtOnceAreTwoCalls() {
        claudeSays(claude(START, TWO_TOOLS, ending("tool_use", "{\"output_tokens\":9}"), STOP));

        JsonNode choice = complete("{\"model\": \"claude-by-use\"}").json().at("/choices/0");

        assertThat(choice.at("/finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").asString()).isEqualTo("I look.");
        assertThat(choice.at("/message/tool_calls")).isEqualTo(JSON.readTree("""
                [{"id": "toolu_1", "type": "function", "function": {"name": "look", "arguments": "{\\"at\\": 1}"}},
                 {"id": "toolu_2", "type": "function", "function": {"name": "now", "arguments": "{}"}}]"""));
        assertThat(lastPayload("ReplyRecorded")).contains("toolu_1", "toolu_2");
        assertBalance(4000 - 7 - 18);
    }

    @Test
    void twoToolsAtOnceAreStreamedByTheirNumbers() {
        claudeSays(claude(START, TWO_TOOLS, ending("tool_use", "{\"output_tokens\":9}"), STOP));

        List<JsonNode> calls = events(complete("{\"model\": \"claude\", \"stream\": true}")).stream()
                .map(event -> event.at("/choices/0/delta/tool_calls/0"))
                .filter(JsonNode::isObject)
                .toList();

        assertThat(calls.getFirst()).isEqualTo(JSON.readTree("""
                {"index": 0, "id": "toolu_1", "type": "function", "function": {"name": "look", "arguments": ""}}"""));
        assertThat(calls).extracting(call -> call.get("index").asInt()).containsExactly(0, 0, 0, 0, 1, 1);
        assertThat(said(calls.subList(0, 4), "/function/arguments")).isEqualTo("{\"at\": 1}");
        assertThat(said(calls.subList(4, 6), "/function/arguments")).isEqualTo("{}");
    }

    @Test
    void aCallThatComesWholeIsTakenWhole() {
        claudeSays(claude(START,
                started(0, "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{\"at\":1}}"),
                ended(0), ending("tool_use", "{\"output_tokens\":9}"), STOP));

        assertThat(complete("{\"model\": \"claude\"}").json()
                .at("/choices/0/message/tool_calls/0/function/arguments").asString()).isEqualTo("{\"at\":1}");
    }

    @Test
    void thinkingIsReasoningAndItsSignatureIsToldBeside() {
        claudeSays(claude(START, THOUGHT, ending("end_turn", """
                {"output_tokens":9,"output_tokens_details":{"thinking_tokens":4}}"""), STOP));
        JsonNode blocks = JSON.readTree("""
                [{"type": "thinking", "thinking": "Hm, well.", "signature": "c2ln"},
                 {"type": "redacted_thinking", "data": "c2VjcmV0"}]""");

        JsonNode whole = complete("{\"model\": \"claude-by-use\"}").json();
        List<JsonNode> streamed = events(complete("{\"model\": \"claude\", \"stream\": true}"));

        assertThat(whole.at("/choices/0/message/content").asString()).isEqualTo("Hello");
        assertThat(whole.at("/choices/0/message/reasoning_content").asString()).isEqualTo("Hm, well.");
        assertThat(whole.at("/choices/0/message/thinking_blocks")).isEqualTo(blocks);
        assertThat(whole.at("/usage/completion_tokens_details/reasoning_tokens").asInt()).isEqualTo(4);
        assertThat(said(streamed, "/choices/0/delta/reasoning_content")).isEqualTo("Hm, well.");
        assertThat(streamed.stream()
                .map(event -> event.at("/choices/0/delta/thinking_blocks/0/index"))
                .filter(JsonNode::isInt)
                .map(JsonNode::asInt)).containsExactly(0, 1);
        assertThat(JSON.readTree(lastPayload("ReplyRecorded")).get("reasoning").asString()).isEqualTo("Hm, well.");
    }

    @Test
    void signaturesAreNoWordsWhereWeCountThem() {
        claudeSays(claude(START, THOUGHT.replace("c2ln", "c2ln".repeat(1000)), ending("end_turn", "{}"), STOP));

        long counted = complete("{\"model\": \"claude-by-use\"}").json().at("/usage/completion_tokens").asLong();

        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":true");
        assertThat(counted).isBetween(5L, 80L);
    }

    @Test
    void signaturesDoNotMakeAReplyTooLong() {
        String signed = """
                {"choices":[{"index":0,"delta":{"thinking_blocks":[{"index":0,"signature":"%s"}]}}]}"""
                .formatted("c2ln".repeat(5));
        PROVIDER.stubFor(post("/fragile/chat/completions").willReturn(stream(signed, delta("Hello"), finish("stop"))));

        await().until(() -> ask("fragile").status() == 200);

        assertThat(lastPayload("ReplyRecorded")).contains("\"text\":\"Hello\"", "\"finish\":\"STOP\"");
    }

    @Test
    void blocksOfOtherTypesAreToldAsTheyCame() {
        claudeSays(claude(START,
                started(0, "{\"type\":\"server_tool_use\",\"id\":\"srv_1\",\"name\":\"web_search\",\"input\":{}}"),
                grown(0, "input_json_delta", "partial_json", "{\\\"query\\\""),
                grown(0, "input_json_delta", "partial_json", ":1}"),
                ended(0),
                started(1, "{\"type\":\"text\",\"text\":\"Found\"}"),
                "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"citations_delta\","
                        + "\"citation\":{\"cited_text\":\"a\"}}}",
                ended(1), ending("end_turn", "{\"output_tokens\":9}"), STOP));

        JsonNode message = complete("{\"model\": \"claude\"}").json().at("/choices/0/message");

        assertThat(message.get("content").asString()).isEqualTo("Found");
        assertThat(message.get("content_parts")).isEqualTo(JSON.readTree("""
                [{"index": 0, "type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": {},
                  "partial_json": "{\\"query\\":1}"}]"""));
        assertThat(message.get("citations")).isEqualTo(JSON.readTree("[{\"cited_text\": \"a\"}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop, end_turn", "stop_sequence, stop, end_turn", "max_tokens, length, max_tokens",
        "tool_use, tool_calls, end_turn", "refusal, content_filter, refusal", "pause_turn, pause_turn, pause_turn",
        "model_context_window_exceeded, length, max_tokens", "of_tomorrow, of_tomorrow, end_turn",
    })
    void whyItEndsIsToldInTheWordsOfEachForm(String reason, String inAChat, String inAMessage) {
        claudeSays(claude(START, started(0, "{\"type\":\"text\",\"text\":\"Hello\"}"), ended(0),
                ending(reason, "{\"output_tokens\":2}"), STOP));

        assertThat(complete("{\"model\": \"claude\"}").json().at("/choices/0/finish_reason").asString())
                .isEqualTo(inAChat);
        assertThat(create("{\"model\": \"claude\"}").json().at("/stop_reason").asString()).isEqualTo(inAMessage);
    }

    @Test
    void whatWasReadFromACacheOrWrittenToOneIsPartOfThePrompt() {
        claudeSays(claude(
                START.replace("\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0",
                        "\"cache_creation_input_tokens\":20,\"cache_read_input_tokens\":50"),
                started(0, "{\"type\":\"text\",\"text\":\"Hello\"}"), ended(0),
                ending("end_turn", "{\"output_tokens\":9,\"input_tokens\":null}"), STOP));

        Answer answer = complete("{\"model\": \"claude-by-use\"}");

        // 27 at 1, 50 at 0.1, 9 at 2.
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isEqualTo(27 + 5 + 18);
        assertThat(answer.json().at("/usage/prompt_tokens").asLong()).isEqualTo(77);
        assertThat(answer.json().at("/usage/prompt_tokens_details/cached_tokens").asLong()).isEqualTo(50);
        assertThat(lastPayload("TokensDebited")).contains("\"cachedPromptTokens\":50", "\"estimated\":false");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"input_tokens\":1000000000000000000,\"output_tokens\":2}",
        "{\"input_tokens\":9223372036854775807,\"cache_read_input_tokens\":9223372036854775807,\"output_tokens\":2}",
        "{\"input_tokens\":10,\"cache_read_input_tokens\":-5,\"output_tokens\":2}",
        "{\"input_tokens\":1.5,\"output_tokens\":2}",
        "{\"input_tokens\":\"7\",\"output_tokens\":2}",
        "{\"input_tokens\":7,\"output_tokens\":-1}",
    })
    void aClaimThatCannotBeIsCountedByUs(String usage) {
        claudeSays(claude(START, started(0, "{\"type\":\"text\",\"text\":\"one two\"}"), ended(0),
                ending("end_turn", usage), STOP));

        Answer answer = complete("{\"model\": \"claude-by-use\"}");

        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":true", "\"completionTokens\":2");
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isBetween(5L, 30L);
    }

    @Test
    void neverIsMoreChargedThanWasHeld() {
        claudeSays(claude(START, started(0, "{\"type\":\"text\",\"text\":\"Hello\"}"), ended(0),
                ending("end_turn", "{\"input_tokens\":10000000,\"output_tokens\":10000000}"), STOP));

        long charged = complete("{\"model\": \"claude-by-use\"}").json().at("/chatledger/tokens_deducted").asLong();

        assertThat(charged).isEqualTo(JSON.readTree(lastPayload("TokensHeld")).get("amount").asLong()).isLessThan(300);
        assertBalance(4000 - charged);
    }

    // --- no replies

    static List<String> failures() {
        String hel = started(0, "{\"type\":\"text\",\"text\":\"Hel\"}");
        return List.of(
                claude(START),
                claude(START, hel),
                claude(START, hel, ended(0)),
                claude(START, hel, ended(0), STOP),
                claude(START, hel, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}",
                        ended(0), ending("end_turn", "{\"output_tokens\":1}"), STOP),
                claude(START, hel, "{\"type\":"),
                claude(START, ending("end_turn", "{\"output_tokens\":0}"), STOP),
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"m\"}}",
                "");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatIsNoReplyCostsNothing(String sent) {
        claudeSays(sent);

        assertThat(complete("{\"model\": \"claude\"}").json().at("/error/code").asString())
                .isEqualTo("provider_failed");
        assertThat(complete("{\"model\": \"claude\", \"stream\": true}").response().body())
                .contains("\"code\":\"provider_failed\"");
        assertOutcome(
                "MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased",
                "MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased");
        assertBalance(4000);
    }

    @Test
    void aReplyThatMissesOnlyItsLastEventIsWhole() {
        claudeSays(claude(START, started(0, "{\"type\":\"text\",\"text\":\"Hello\"}"), ended(0),
                ending("max_tokens", "{\"output_tokens\":2}")));

        assertThat(complete("{\"model\": \"claude\"}").status()).isEqualTo(200);
        assertThat(lastPayload("ReplyRecorded")).contains("\"finish\":\"LENGTH\"");
    }

    @Test
    void oneThatFallsSilentIsGivenUp() {
        PROVIDER.stubFor(post(CLAUDE).willReturn(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "text/event-stream")
                .withBody(claude(START, started(0, "{\"type\":\"text\",\"text\":\"Hel\"}"))
                        + claude(PING).repeat(30)
                        + claude(ended(0), ending("end_turn", "{\"output_tokens\":2}"), STOP))
                .withChunkedDribbleDelay(2, 6000)));

        assertThat(complete("{\"model\": \"claude\"}").status()).isEqualTo(504);
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, 400", "401, authentication_error, 502", "402, billing_error, 502",
        "403, permission_error, 502", "404, not_found_error, 502", "413, request_too_large, 400",
        "429, rate_limit_error, 429", "500, api_error, 502", "504, timeout_error, 502", "529, overloaded_error, 503",
    })
    void eachRefusalHasItsAnswer(int theirs, String type, int ours) {
        PROVIDER.stubFor(post(CLAUDE).willReturn(refusal(theirs, type)));

        Answer inAChat = complete("{\"model\": \"claude\"}");
        Answer inAMessage = create("{\"model\": \"claude\", \"stream\": true}");

        assertThat(inAChat.status()).isEqualTo(ours);
        assertThat(inAMessage.status()).isEqualTo(ours);
        assertThat(inAChat.response().body().contains("what was wrong")).isEqualTo(ours == 400);
        assertThat(inAMessage.json().at("/error/message").asString().contains("what was wrong")).isEqualTo(ours == 400);
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource({"claude-limited, 429, 429", "claude-overloaded, 529, 503"})
    void itRestsAsLongAsItSays(String model, int theirs, int ours) {
        PROVIDER.stubFor(post(CLAUDE).willReturn(refusal(theirs, "any").withHeader("Retry-After", "2")));
        Answer first = ask(model);
        claudeSays(hello());

        assertThat(first.status()).isEqualTo(ours);
        assertThat(first.response().headers().allValues("Retry-After")).containsExactly("2");
        assertThat(ask(model).status()).isEqualTo(ours);
        PROVIDER.verify(1, postRequestedFor(urlEqualTo(CLAUDE)));
        assertThat(ask("claude").status()).isEqualTo(200);
        await().until(() -> ask(model).status() == 200);
    }

    // --- beside providers of the other form

    @Test
    void itAnswersWhereAProviderOfTheOtherFormFails() {
        PROVIDER.stubFor(post("/main/chat/completions").willReturn(serverError()));
        claudeSays(hello());

        Answer answer = create("""
                {"model": "both-forms", "thinking": {"type": "enabled", "budget_tokens": 5000},
                 "messages": [{"role": "user", "content": [
                    {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}]}]}""");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("Model-Provider")).contains("claude");
        assertThat(told().at("/output_config/effort").asString()).isEqualTo("medium");
        assertThat(told().at("/messages/0/content/0").has("cache_control")).isFalse();
        assertBalance(3900);
    }

    @Test
    void aModelThatOneOfItsProvidersCannotTellSomethingRefusesIt() {
        assertThat(complete("{\"model\": \"both-forms\", \"seed\": 1}").json().at("/error/param").asString())
                .isEqualTo("seed");
        assertThat(complete("""
                {"model": "both-forms", "messages": [{"role": "user", "name": "Ada", "content": "hi"}]}""")
                .json().at("/error/param").asString()).isEqualTo("messages[0].name");
        assertBalance(4000);
    }

    // --- its own form on both sides

    @Test
    void whatIsAskedInItsFormArrivesAsItCame() {
        claudeSays(hello());
        String asked = """
                {"max_tokens": 99, "temperature": 0.5, "top_p": 0.9, "top_k": 3, "stop_sequences": ["."],
                 "metadata": {"user_id": "ada"}, "service_tier": "standard_only",
                 "cache_control": {"type": "ephemeral"}, "thinking": {"type": "enabled", "budget_tokens": 5000},
                 "output_config": {"effort": "max", "format": {"type": "json_schema", "schema": {"type": "object"}}},
                 "tool_choice": {"type": "tool", "name": "look", "disable_parallel_tool_use": true},
                 "tools": [{"name": "look", "description": "Looks.", "input_schema": {"type": "object"},
                            "cache_control": {"type": "ephemeral", "ttl": "1h"}, "input_examples": [{"at": 1}]},
                           {"type": "bash_20250124", "name": "bash"}],
                 "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
                 "messages": [
                  {"role": "user", "content": [
                   {"type": "text", "text": "What is this?", "cache_control": {"type": "ephemeral"}},
                   {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"},
                    "cache_control": {"type": "ephemeral"}},
                   {"type": "document", "title": "A", "context": "of b",
                    "source": {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}},
                   {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "words"}},
                   {"type": "search_result", "source": "https://example.org", "title": "B",
                    "content": [{"type": "text", "text": "found"}]}]},
                  {"role": "assistant", "content": [
                   {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
                   {"type": "redacted_thinking", "data": "c2VjcmV0"},
                   {"type": "text", "text": "I look."},
                   {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"at": 1},
                    "cache_control": {"type": "ephemeral"}},
                   {"type": "tool_use", "id": "toolu_2", "name": "look", "input": {}}]},
                  {"role": "user", "content": [
                   {"type": "tool_result", "tool_use_id": "toolu_1", "is_error": true,
                    "content": [{"type": "text", "text": "dark"}]},
                   {"type": "tool_result", "tool_use_id": "toolu_2", "cache_control": {"type": "ephemeral"},
                    "content": [{"type": "text", "text": "rain"},
                                {"type": "image", "source": {"type": "url", "url": "https://example.org/b.png"}}]},
                   {"type": "text", "text": "And?"}]}]}""";

        Answer answer = create(withModel(asked, "claude"));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        ObjectNode expected = (ObjectNode) JSON.readTree(withModel(asked, "claude-upstream"));
        assertThat(told()).isEqualTo(expected.put("stream", true));
    }

    @Test
    void thinkingThatNobodySignedIsLeftOut() {
        claudeSays(hello());

        create("""
                {"model": "claude", "messages": [{"role": "user", "content": "hi"},
                  {"role": "assistant", "content": [
                    {"type": "thinking", "thinking": "Hm.", "signature": ""}, {"type": "text", "text": "Yes?"}]},
                  {"role": "user", "content": "bye"}]}""");

        assertThat(told().at("/messages/1/content")).isEqualTo(JSON.readTree("""
                [{"type": "text", "text": "Yes?"}]"""));
    }

    @Test
    void theHoldCoversThinkingThatIsToldAgain() {
        claudeSays(hello());
        String messages = """
                {"model": "claude-by-use", "messages": [{"role": "user", "content": "hi"},
                  {"role": "assistant", "content": [
                    {"type": "thinking", "thinking": "%s", "signature": "c2ln"}, {"type": "text", "text": "Yes?"}]},
                  {"role": "user", "content": "bye"}]}""";

        create(messages.formatted("Hm."));
        long held = JSON.readTree(lastPayload("TokensHeld")).get("amount").asLong();
        create(messages.formatted("word ".repeat(300)));

        assertThat(JSON.readTree(lastPayload("TokensHeld")).get("amount").asLong()).isGreaterThan(held + 300);
    }

    @Test
    void itsAnswerComesBackAsItWas() {
        claudeSays(claude(START, THOUGHT, TWO_TOOLS.replace("\"index\":", "\"index\":1"),
                ending("tool_use", "{\"output_tokens\":9}"), STOP));

        Answer answer = create("{\"model\": \"claude-by-use\"}");

        assertThat(answer.json().get("content")).isEqualTo(JSON.readTree("""
                [{"type": "thinking", "thinking": "Hm, well.", "signature": "c2ln"},
                 {"type": "redacted_thinking", "data": "c2VjcmV0"},
                 {"type": "text", "text": "HelloI look."},
                 {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"at": 1}},
                 {"type": "tool_use", "id": "toolu_2", "name": "now", "input": {}}]"""));
        assertThat(answer.json().at("/stop_reason").asString()).isEqualTo("tool_use");
        assertThat(answer.json().at("/usage/input_tokens").asInt()).isEqualTo(7);
        assertBalance(4000 - 7 - 18);
    }

    @Test
    void itsStreamComesBackAsItWas() {
        claudeSays(claude(START, THOUGHT, ending("end_turn", "{\"output_tokens\":9}"), STOP));

        List<JsonNode> events = events(create("{\"model\": \"claude\", \"stream\": true}"));

        assertThat(events).extracting(event -> event.get("type").asString()).containsExactly(
                "message_start", "content_block_start", "content_block_delta", "content_block_delta",
                "content_block_delta", "content_block_stop", "content_block_start", "content_block_stop",
                "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop");
        assertThat(events.get(4).get("delta"))
                .isEqualTo(JSON.readTree("{\"type\": \"signature_delta\", \"signature\": \"c2ln\"}"));
        assertThat(events.get(6).get("content_block"))
                .isEqualTo(JSON.readTree("{\"type\": \"redacted_thinking\", \"data\": \"c2VjcmV0\"}"));
        assertThat(events.get(9)).isEqualTo(JSON.readTree("""
                {"type": "content_block_delta", "index": 2, "delta": {"type": "text_delta", "text": "Hello"}}"""));
    }

    @Test
    void thinkingOfWhichOnlyTheSignatureIsToldKeepsItsBlocks() {
        String unseen = started(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
                + grown(0, "signature_delta", "signature", "YQ==")
                + ended(0);
        claudeSays(claude(START, unseen, unseen.replace("\"index\":0", "\"index\":1").replace("YQ==", "Yg=="),
                started(2, "{\"type\":\"text\",\"text\":\"Hello\"}"), ended(2),
                ending("end_turn", "{\"output_tokens\":9}"), STOP));

        List<JsonNode> events = events(create("{\"model\": \"claude\", \"stream\": true}"));

        assertThat(events.stream()
                .map(event -> event.at("/delta/signature").asString(""))
                .filter(signature -> !signature.isEmpty())).containsExactly("YQ==", "Yg==");
        assertThat(events.stream()
                .filter(event -> event.at("/content_block/type").asString("").equals("thinking"))).hasSize(2);
    }

    @Test
    void whichSequenceStoppedItIsTold() {
        claudeSays(claude(START, started(0, "{\"type\":\"text\",\"text\":\"Hello\"}"), ended(0),
                ending("stop_sequence", "{\"output_tokens\":2}").replace("\"stop_sequence\":null",
                        "\"stop_sequence\":\".\""), STOP));

        JsonNode whole = create("{\"model\": \"claude\"}").json();
        JsonNode streamed = events(create("{\"model\": \"claude\", \"stream\": true}")).stream()
                .filter(event -> event.get("type").asString().equals("message_delta"))
                .findFirst()
                .orElseThrow()
                .get("delta");

        assertThat(whole.get("stop_reason").asString()).isEqualTo("stop_sequence");
        assertThat(whole.get("stop_sequence").asString()).isEqualTo(".");
        assertThat(streamed).isEqualTo(JSON.readTree("{\"stop_reason\": \"stop_sequence\", \"stop_sequence\": \".\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "{\"container\": \"c\"}                                                   | container",
        "{\"context_management\": {}}                                             | context_management",
        "{\"metadata\": {\"more\": 1}}                                            | metadata.more",
        "{\"output_config\": {\"task_budget\": 1}}                                | output_config.task_budget",
        "{\"tools\": [{\"type\": \"web_search_20250305\"}]}                       | web_search_20250305",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"document\", \"citations\": "
                + "{\"enabled\": true}}]}]}                                       | messages[0].content[0].citations",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"document\", \"source\": "
                + "{\"type\": \"file\", \"file_id\": \"f\"}}]}]}                  | messages[0].content[0]",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"container_upload\"}]}]} "
                + "| messages[0].content[0]",
    })
    void whatTheOperatorHasNotAllowedIsRefusedByName(String fields, String named) {
        Answer answer = create(withModel(fields, "claude"));

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asString()).contains(named);
        PROVIDER.verify(0, postRequestedFor(urlEqualTo(CLAUDE)));
        assertBalance(4000);
    }

    @Test
    void aProviderOfThisFormHasNoEmbeddings() {
        List<Model> models = List.of(new Model(
                "vectors", MessageKind.EMBEDDING, null, null, 1L, null, null, null, null, null, 1, 1, "max_tokens",
                List.of(), List.of(), 1, 0, 1, 1));
        URI url = URI.create("http://localhost/v1");

        assertThat(new Provider("one", url, Form.OPENAI, "", models, null).models()).hasSize(1);
        assertThatThrownBy(() -> new Provider("one", url, Form.ANTHROPIC, "", models, null))
                .isInstanceOf(WrongSetting.class);
    }

    // --- the words of these tests

    private static String started(int index, String block) {
        return claude("{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}".formatted(index, block));
    }

    private static String grown(int index, String type, String name, String words) {
        return claude("""
                {"type":"content_block_delta","index":%d,"delta":{"type":"%s","%s":"%s"}}"""
                .formatted(index, type, name, words));
    }

    private static String ended(int index) {
        return claude("{\"type\":\"content_block_stop\",\"index\":" + index + "}");
    }

    private static String ending(String reason, String usage) {
        return claude("""
                {"type":"message_delta","delta":{"stop_reason":"%s","stop_sequence":null},"usage":%s}"""
                .formatted(reason, usage));
    }

    private static String hello() {
        return claude(START, started(0, "{\"type\":\"text\",\"text\":\"\"}"), grown(0, "text_delta", "text", "Hello"),
                ended(0), ending("end_turn", "{\"output_tokens\":2}"), STOP);
    }

    /** As Anthropic sends it, of data or of what was made of data before. */
    private static String claude(String... data) {
        var events = new StringBuilder();
        for (String each : data) {
            events.append(each.startsWith("event: ") ? each : "event: any\ndata: " + each + "\n\n");
        }
        return events.toString();
    }

    private static void claudeSays(String events) {
        PROVIDER.stubFor(post(CLAUDE).willReturn(aResponse()
                .withStatus(200)
                .withHeader("Content-Type", "text/event-stream; charset=utf-8")
                .withBody(events)));
    }

    private static ResponseDefinitionBuilder refusal(int status, String type) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody("""
                        {"type": "error", "error": {"type": "%s", "message": "what was wrong"}, "request_id": "req_1"}
                        """.formatted(type));
    }

    /** What it was asked last. */
    private static JsonNode told() {
        return JSON.readTree(PROVIDER.findAll(postRequestedFor(urlEqualTo(CLAUDE))).getLast().getBodyAsString());
    }

    private static String withModel(String fields, String model) {
        return ((ObjectNode) JSON.readTree(fields)).put("model", model).toString();
    }

    private static String said(List<JsonNode> events, String at) {
        var said = new StringBuilder();
        events.forEach(event -> said.append(event.at(at).asString("")));
        return said.toString();
    }

    private Answer complete(String fields) {
        ObjectNode request = (ObjectNode) JSON.readTree("{\"messages\": " + HI + "}");
        request.setAll((ObjectNode) JSON.readTree(fields));
        return api.send("POST", PATH, user, request.toString());
    }

    private Answer create(String fields) {
        ObjectNode request = (ObjectNode) JSON.readTree("{\"max_tokens\": 100, \"messages\": " + HI + "}");
        request.setAll((ObjectNode) JSON.readTree(fields));
        return api.send("POST", "/v1/messages", user, request.toString());
    }
}
