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

/** OpenAI's responses, translated to and from a provider's chat completions. */
class ResponsesTest extends WithScriptedProviders {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String RESPONSES = "/v1/responses";

    @Test
    void anAnswerIsAResponseAndPaidForAsAlways() {
        answers(stream(THINKS, delta("Hel"), delta("lo"), finish("stop"), """
                {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,
                 "prompt_tokens_details":{"cached_tokens":4},
                 "completion_tokens_details":{"reasoning_tokens":1}}}""".replace("\n", "")));

        Answer answer = create("\"model\": \"by-use\", \"max_output_tokens\": 50, \"metadata\": {\"a\": \"b\"}");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        String id = answer.json().get("id").asString().replace("resp_", "");
        assertThat(answer.json()).isEqualTo(JSON.readTree("""
                {"id": "resp_%s", "object": "response", "created_at": %d, "status": "completed", "error": null,
                 "incomplete_details": null, "model": "by-use",
                 "output": [
                   {"id": "rs_%s_0", "type": "reasoning",
                    "summary": [{"type": "summary_text", "text": "Hm."}]},
                   {"id": "msg_%s_1", "type": "message", "status": "completed", "role": "assistant",
                    "content": [{"type": "output_text", "text": "Hello", "annotations": []}]}],
                 "usage": {"input_tokens": 9, "input_tokens_details": {"cached_tokens": 4}, "output_tokens": 3,
                           "output_tokens_details": {"reasoning_tokens": 1}, "total_tokens": 12},
                 "instructions": null, "max_output_tokens": 50, "metadata": {"a": "b"}, "parallel_tool_calls": true,
                 "previous_response_id": null, "reasoning": {"effort": null, "summary": null}, "store": false,
                 "temperature": null, "text": {"format": {"type": "text"}}, "tool_choice": "auto", "tools": [],
                 "top_p": null, "truncation": "disabled",
                 "chatledger": {"tokens_deducted": 15, "remaining_tokens": 3985, "conversation_id": "%s"}}"""
                .formatted(id, answer.json().get("created_at").asLong(), id, id,
                        answer.json().at("/chatledger/conversation_id").asString())));
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertBalance(3985);
    }

    @Test
    void aRequestIsToldTheProviderInTheWordsOfAChat() {
        answers(stream(delta("Hi"), finish("stop")));

        Answer answer = create("""
                "model": "flat", "max_output_tokens": 99, "temperature": 0.5, "top_p": 0.9, "user": "ada",
                "metadata": {"a": "b"}, "service_tier": "auto", "prompt_cache_key": "k", "safety_identifier": "s",
                "store": false, "background": false, "truncation": "disabled", "previous_response_id": null,
                "include": ["reasoning.encrypted_content"], "stream_options": {"include_obfuscation": false},
                "reasoning": {"effort": "low", "summary": "auto"},
                "text": {"verbosity": "low", "format":
                    {"type": "json_schema", "name": "answer", "strict": true, "schema": {"type": "object"}}},
                "tool_choice": {"type": "function", "name": "look"}, "parallel_tool_calls": false,
                "tools": [{"type": "function", "name": "look", "description": "Looks.", "strict": null,
                           "parameters": {"type": "object"}},
                          {"type": "custom", "name": "write", "format":
                              {"type": "grammar", "syntax": "regex", "definition": "a+"}}],
                "instructions": "Be brief."
                """);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(lastSent()).isEqualTo(JSON.readTree("""
                {"model": "flat", "max_tokens": 99, "temperature": 0.5, "top_p": 0.9, "user": "ada",
                 "metadata": {"a": "b"}, "service_tier": "auto", "prompt_cache_key": "k", "safety_identifier": "s",
                 "reasoning_effort": "low", "verbosity": "low",
                 "response_format": {"type": "json_schema",
                     "json_schema": {"name": "answer", "strict": true, "schema": {"type": "object"}}},
                 "tool_choice": {"type": "function", "function": {"name": "look"}}, "parallel_tool_calls": false,
                 "tools": [{"type": "function", "function": {
                                "name": "look", "description": "Looks.", "parameters": {"type": "object"}}},
                           {"type": "custom", "custom": {"name": "write", "format":
                                {"type": "grammar", "grammar": {"syntax": "regex", "definition": "a+"}}}}],
                 "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}],
                 "stream": true, "stream_options": {"include_usage": true}}"""));
    }

    @Test
    void withoutToolsNothingIsSaidOfHowToCallThem() {
        answers(stream(delta("Hi"), finish("stop")));

        create("\"model\": \"flat\", \"tools\": [], \"tool_choice\": \"auto\", \"parallel_tool_calls\": true");

        assertThat(lastSent().propertyNames()).doesNotContain("tools", "tool_choice", "parallel_tool_calls");
    }

    @Test
    void itemsAreMessagesOfAChat() {
        answers(stream(delta("Sunny."), finish("stop")));

        Answer answer = ask("\"model\": \"flat\"", """
                [{"role": "user", "content": [
                   {"type": "input_text", "text": "What is this?"},
                   {"type": "input_image", "image_url": "data:image/png;base64,AAAA", "detail": "low"},
                   {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"},
                   {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}]},
                 {"type": "reasoning", "id": "r", "summary": [{"type": "summary_text", "text": "Hm."}]},
                 {"type": "message", "id": "m", "status": "completed", "role": "assistant",
                  "content": [{"type": "output_text", "text": "I look.", "annotations": []}]},
                 {"type": "function_call", "call_id": "call_1", "name": "look", "arguments": "{}"},
                 {"type": "custom_tool_call", "call_id": "call_2", "name": "write", "input": "aaa"},
                 {"type": "function_call_output", "call_id": "call_1", "output": "rain"},
                 {"type": "custom_tool_call_output", "call_id": "call_2",
                  "output": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]},
                 {"type": "function_call", "call_id": "call_3", "name": "look", "arguments": "{}"},
                 {"type": "function_call_output", "call_id": "call_3", "output": "sun"},
                 {"role": "developer", "content": "Be brief."},
                 {"role": "user", "content": "And?"}]""");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(lastSent().get("messages")).isEqualTo(JSON.readTree("""
                [{"role": "user", "content": [
                   {"type": "text", "text": "What is this?"},
                   {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA", "detail": "low"}},
                   {"type": "file", "file": {"file_data": "data:application/pdf;base64,AAAA", "filename": "a.pdf"}},
                   {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}]},
                 {"role": "assistant", "content": "I look.", "tool_calls": [
                   {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}},
                   {"id": "call_2", "type": "custom", "custom": {"name": "write", "input": "aaa"}}]},
                 {"role": "tool", "content": "rain", "tool_call_id": "call_1"},
                 {"role": "tool", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
                  "tool_call_id": "call_2"},
                 {"role": "assistant", "content": null, "tool_calls": [
                   {"id": "call_3", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
                 {"role": "tool", "content": "sun", "tool_call_id": "call_3"},
                 {"role": "developer", "content": "Be brief."},
                 {"role": "user", "content": "And?"}]"""));
    }

    @Test
    void callsOfToolsAndAnnotationsAreToldInTheAnswer() {
        answers(stream(delta("I look."), """
                {"choices":[{"index":0,"delta":{"annotations":[{"type":"url_citation",
                 "url_citation":{"start_index":0,"end_index":1,"url":"https://example.org","title":"E"}}]}}]}"""
                .replace("\n", ""),
                CALLS, arguments(0, "{\\\"at\\\""), arguments(0, ": 1}"), """
                {"choices":[{"index":0,"delta":{"tool_calls":[
                 {"index":1,"id":"call_2","type":"custom","custom":{"name":"write","input":"aa"}}]}}]}"""
                .replace("\n", ""),
                finish("tool_calls")));

        JsonNode output = create("\"model\": \"flat\"").json().get("output");

        assertThat(output.get(0).get("content")).isEqualTo(JSON.readTree("""
                [{"type": "output_text", "text": "I look.", "annotations": [{"type": "url_citation",
                  "start_index": 0, "end_index": 1, "url": "https://example.org", "title": "E"}]}]"""));
        assertThat(output.get(1).get("type").asString()).isEqualTo("function_call");
        assertThat(output.get(1).get("call_id").asString()).isEqualTo("call_1");
        assertThat(output.get(1).get("arguments").asString()).isEqualTo("{\"at\": 1}");
        assertThat(output.get(2).get("type").asString()).isEqualTo("custom_tool_call");
        assertThat(output.get(2).get("input").asString()).isEqualTo("aa");
    }

    @Test
    void callsUnderOneNumberAreToldApartByTheirIds() {
        String another = CALLS.replace("call_1", "call_2");
        answers(stream(CALLS, arguments(0, "{}"), another, arguments(0, "[]"), finish("tool_calls")));

        JsonNode whole = create("\"model\": \"flat\"").json().get("output");
        JsonNode streamed = events(create("\"model\": \"flat\", \"stream\": true")).getLast().at("/response/output");

        for (JsonNode output : List.of(whole, streamed)) {
            assertThat(output).extracting(call -> call.get("call_id").asString()).containsExactly("call_1", "call_2");
            assertThat(output).extracting(call -> call.get("arguments").asString()).containsExactly("{}", "[]");
        }
    }

    @Test
    void oddCallsOfAProviderAreToldAsFarAsTheyCanBe() {
        answers(stream("""
                {"choices":[{"index":0,"delta":{"tool_calls":["x",
                 {"index":0,"id":"","function":{"arguments":{"a":1}}},
                 {"index":0,"function":{"name":"look"}}],"annotations":[null]}}]}""".replace("\n", ""),
                finish("tool_calls")));

        Answer answer = create("\"model\": \"flat\", \"stream\": true");

        JsonNode call = events(answer).getLast().at("/response/output/0");
        assertThat(call.get("name").asString()).isEqualTo("look");
        assertThat(call.get("arguments").asString()).isEqualTo("{\"a\":1}");
        assertThat(call.get("call_id").asString()).startsWith("call_");
    }

    @Test
    void aStreamTellsEachItemAsItGrowsAndAtTheEndTheWhole() {
        answers(stream(THINKS, delta("I "), delta("look."), CALLS, arguments(0, "{}"), finish("tool_calls"),
                usage(7, 3)));

        Answer answer = create("\"model\": \"by-use\", \"stream\": true");

        List<JsonNode> events = events(answer);
        assertThat(answer.response().body()).startsWith("event: response.created\ndata: {");
        assertThat(events).extracting(event -> event.get("type").asString()).containsExactly(
                "response.created", "response.in_progress",
                "response.output_item.added", "response.reasoning_summary_part.added",
                "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
                "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta", "response.output_text.done",
                "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done",
                "response.completed");
        for (int number = 0; number < events.size(); number++) {
            assertThat(events.get(number).get("sequence_number").asInt()).isEqualTo(number);
        }
        assertThat(events.get(0).at("/response/status").asString()).isEqualTo("in_progress");
        assertThat(events.get(0).at("/response/output")).isEmpty();
        assertThat(events.get(10).get("delta").asString()).isEqualTo("I ");
        assertThat(events.get(10).get("item_id")).isEqualTo(events.get(8).at("/item/id"));
        assertThat(events.get(12).get("text").asString()).isEqualTo("I look.");
        assertThat(events.get(9).at("/part/text").asString()).as("as it was then").isEmpty();
        assertThat(events.get(15).at("/item/arguments").asString()).as("as it was then").isEmpty();
        JsonNode whole = events.getLast().get("response");
        assertThat(whole.get("status").asString()).isEqualTo("completed");
        assertThat(whole.at("/output/1")).isEqualTo(events.get(14).get("item"));
        assertThat(whole.at("/output/2/arguments").asString()).isEqualTo("{}");
        assertThat(whole.at("/usage/output_tokens").asLong()).isEqualTo(3);
        assertThat(whole.at("/chatledger/tokens_deducted").asLong()).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({"stop, completed, ", "length, incomplete, max_output_tokens",
        "content_filter, incomplete, content_filter", "eos_token, completed, "})
    void whyItEndsIsToldByTheStatus(String reason, String status, String detail) {
        answers(stream(delta("Hi"), finish(reason)));

        JsonNode response = create("\"model\": \"flat\"").json();
        List<JsonNode> events = events(create("\"model\": \"flat\", \"stream\": true"));

        assertThat(response.get("status").asString()).isEqualTo(status);
        assertThat(response.at("/incomplete_details/reason").asString("")).isEqualTo(detail == null ? "" : detail);
        assertThat(events.getLast().get("type").asString()).isEqualTo("response." + status);
        assertThat(events.getLast().at("/response/output/0/status").asString()).isEqualTo(status);
    }

    @Test
    void aStreamThatBreaksOffEndsAsFailedAndOneThatNeverBeganWithAStatus() {
        answers(stream(delta("Hi"), "{\"error\": {}}"));
        List<JsonNode> events = events(create("\"model\": \"flat\", \"stream\": true"));
        answers(WireMock.serverError());
        Answer failed = create("\"model\": \"flat\", \"stream\": true");

        assertThat(events.getLast().get("type").asString()).isEqualTo("response.failed");
        assertThat(events.getLast().at("/response/error/message").asString()).isNotEmpty();
        assertThat(events.getLast().at("/response/output/0/content/0/text").asString()).isEqualTo("Hi");
        assertThat(failed.status()).isEqualTo(502);
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "\"store\": true                                                  | store",
        "\"previous_response_id\": \"resp_1\"                             | previous_response_id",
        "\"conversation\": \"c\"                                          | conversation",
        "\"background\": true                                             | background",
        "\"truncation\": \"auto\"                                         | truncation",
        "\"include\": [\"file_search_call.results\"]                      | include",
        "\"tools\": [{\"type\": \"web_search\"}]                          | tools[0].type",
        "\"tool_choice\": {\"type\": \"file_search\"}                     | tool_choice.type",
        "\"text\": {\"more\": 1}                                          | text.more",
        "\"reasoning\": {\"more\": 1}                                     | reasoning.more",
        "\"stream_options\": {\"include_obfuscation\": true}              | stream_options.include_obfuscation",
        "\"max_output_tokens\": 0                                         | max_output_tokens",
        "\"some_day\": 1                                                  | some_day",
        "\"tools\": \"x\"                                                 | tools",
        "\"tools\": {\"a\": {\"type\": \"function\"}}                     | tools",
        "\"tool_choice\": {\"type\": \"allowed_tools\", \"tools\": \"x\"} | tool_choice.tools",
        "\"text\": \"json\"                                               | text",
        "\"reasoning\": \"high\"                                          | reasoning",
        "\"include\": \"x\"                                               | include",
        "\"stream_options\": true                                         | stream_options",
    })
    void whatCannotBeSaidInAChatIsRefusedByName(String field, String named) {
        Answer answer = create("\"model\": \"flat\", " + field);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).isEqualTo(named);
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "7                                                                               | input",
        "[{\"type\": \"item_reference\", \"id\": \"i\"}]                                 | input[0]",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"input_image\", \"file_id\": \"f\"}]}] | input[0].content[0]",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"computer_screenshot\"}]}]      | input[0].content[0]",
        "[{\"role\": \"user\", \"content\": [{}]}]                                       | input[0].content[0]",
        "[{\"role\": \"user\"}]                                                          | input",
        "[{\"type\": {}, \"role\": \"user\", \"content\": \"a\"}]                        | input[0].type",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"input_text\", \"text\": 5}]}] | input[0].content[0].text",
        "[{\"type\": \"function_call_output\", \"output\": \"x\"}]                      | input[0].call_id",
        "[{\"type\": \"function_call\", \"call_id\": \"c\", \"name\": \"f\", \"arguments\": {}}] | input[0].arguments",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"input_file\", "
            + "\"file_data\": \"a\", \"file_url\": \"b\"}]}] | input[0].content[0]",
        "[]                                                                              | input",
        "\"\"                                                                            | input",
    })
    void anItemThatCannotBeSaidInAChatIsRefusedByItsPlace(String input, String named) {
        Answer answer = ask("\"model\": \"flat\"", input);

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).isEqualTo(named);
        assertBalance(4000);
    }

    @Test
    void theSameKeyGivesTheSameResponseAgainAndNotToAnotherForm() {
        answers(stream(delta("I look."), CALLS, arguments(0, "{}"), finish("tool_calls")));
        String body = "{\"model\": \"flat\", \"input\": \"hi\"}";

        Answer first = api.send("POST", RESPONSES, user, body, "Idempotency-Key", "once");
        Answer again = api.send("POST", RESPONSES, user, body, "Idempotency-Key", "once");
        Answer streamed = api.send("POST", RESPONSES, user, body.replace("\"input", "\"stream\": true, \"input"),
                "Idempotency-Key", "once");
        Answer elsewhere = api.send("POST", PATH, user,
                "{\"model\": \"flat\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}",
                "Idempotency-Key", "once");

        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(events(streamed).getLast().at("/response/output")).isEqualTo(first.json().get("output"));
        assertThat(elsewhere.status()).isEqualTo(422);
        assertBalance(3900);
    }

    private Answer create(String fields) {
        return ask(fields, "\"hi\"");
    }

    private Answer ask(String fields, String input) {
        return api.send("POST", RESPONSES, user, "{%s, \"input\": %s}".formatted(fields, input));
    }
}
