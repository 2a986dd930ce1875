package io.chatledger.command.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.chat.ModelFailure;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@CommandSideTest
class RefusalTest {

    private static final String PATH = "/v1/chat/completions";
    private static final String HI = """
            {"model": "echo", "messages": [{"role": "user", "content": "hi"}]}""";

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "n                  | 2",
        "stop               | \".\"",
        "stop               | [\".\"]",
        "temperature        | 0",
        "temperature        | 0.2",
        "top_p              | 0.9",
        "seed               | 7",
        "presence_penalty   | 1",
        "reasoning_effort   | \"low\"",
        "prediction         | {\"type\": \"content\", \"content\": \"a\"}",
        "service_tier       | \"priority\"",
        "store              | true",
        "never_heard_of_it  | {\"a\": [1]}",
        "tools              | [{\"type\": \"function\"}]",
        "tool_choice        | \"required\"",
        "functions          | [{\"name\": \"f\"}]",
        "function_call      | {\"name\": \"f\"}",
        "response_format    | {\"type\": \"json_object\"}",
        "response_format    | {\"type\": \"json_schema\", \"json_schema\": {}}",
        "modalities         | [\"text\", \"audio\"]",
        "audio              | {\"voice\": \"any\"}",
        "logprobs           | true",
        "top_logprobs       | 2",
        "logit_bias         | {\"50256\": -100}",
        "web_search_options | {}",
    })
    void whatIsNotSupportedIsRefusedByName(String field, String value) {
        Answer answer = api.send("POST", PATH, user, with(field, value));

        assertError(answer, 400, "invalid_request_error", field, "unsupported_parameter");
        assertThat(answer.json().get("error").get("message").asString()).contains("`" + field + "`");
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "n                 | 1",
        "stop              | null",
        "stop              | []",
        "tools             | null",
        "tool_choice       | \"none\"",
        "response_format   | {\"type\": \"text\"}",
        "modalities        | [\"text\"]",
        "logprobs          | false",
        "temperature       | 1",
        "temperature       | null",
        "top_p             | 1.0",
        "presence_penalty  | 0",
        "never_heard_of_it | null",
        "user              | \"ada\"",
        "metadata          | {\"a\": \"b\"}",
        "store             | false",
        "stream            | false",
        "stream_options    | {\"include_usage\": true, \"include_obfuscation\": false}",
        "n                 | null",
    })
    void whatAsksForNothingIsIgnored(String field, String value) {
        assertThat(api.send("POST", PATH, user, with(field, value)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "messages[0].content[0]   | {\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {}}]}",
        "messages[0].content[1]   | {\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a\"},"
                + " {\"type\": \"input_audio\"}]}",
        "messages[0].tool_calls   | {\"role\": \"assistant\", \"content\": \"a\", \"tool_calls\": [{}]}",
        "messages[0].tool_call_id | {\"role\": \"tool\", \"content\": \"a\", \"tool_call_id\": \"b\"}",
    })
    void messagesThatAreMoreThanTextAreRefusedByName(String field, String message) {
        Answer answer = api.send("POST", PATH, user, "{\"model\": \"echo\", \"messages\": [" + message + "]}");

        assertError(answer, 400, "invalid_request_error", field, "unsupported_parameter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "messages             | {\"model\": \"echo\"}",
        "messages             | {\"model\": \"echo\", \"messages\": []}",
        "messages             | {\"model\": \"echo\", \"messages\": \"hi\"}",
        "messages[0]          | {\"model\": \"echo\", \"messages\": [null]}",
        "messages[0].role     | {\"model\": \"echo\", \"messages\": [{\"content\": \"hi\"}]}",
        "messages[0].role     | {\"model\": \"echo\", \"messages\": [{\"role\": \"model\", \"content\": \"hi\"}]}",
        "messages[0].tool_call_id | {\"model\": \"echo\", \"messages\": [{\"role\": \"tool\", \"content\": \"hi\"}]}",
        "messages[0].content  | {\"model\": \"echo\", \"messages\": [{\"role\": \"assistant\"}]}",
        "messages[0].content  | {\"model\": \"echo\", \"messages\": [{\"role\": \"user\"}]}",
        "messages[0].content  | {\"model\": \"echo\", \"messages\": [{\"role\": \"user\", \"content\": null}]}",
        "messages[0].content  | {\"model\": \"echo\", \"messages\": [{\"role\": \"user\", \"content\": 1}]}",
        "messages[0].content  | {\"model\": \"echo\", \"messages\": [{\"role\": \"user\", \"content\": \" \"}]}",
        "messages[0].content  | {\"model\": \"echo\", \"messages\": [{\"role\": \"user\", \"content\": \"\\u0000\"}]}",
        "messages[0].content  | {\"model\": \"echo\", \"messages\": [{\"role\": \"system\", \"content\": \"\\ud800\"},"
                + " {\"role\": \"user\", \"content\": \"hi\"}]}",
        "messages[0].content[0] | {\"model\": \"echo\", \"messages\": [{\"role\": \"user\", \"content\": [\"hi\"]}]}",
        "model                | {\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}",
    })
    void whatCannotBeIsRefusedWithTheFieldToBlame(String field, String body) {
        Answer answer = api.send("POST", PATH, user, body);

        assertError(answer, 400, "invalid_request_error", field, null);
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void theNumbersOfARequestHaveTheirBounds() {
        assertError(
                api.send("POST", PATH, user, with("max_tokens", "0")),
                400, "invalid_request_error", "max_tokens", null);
        assertError(
                api.send("POST", PATH, user, with("max_completion_tokens", "-1")),
                400, "invalid_request_error", "max_completion_tokens", null);
        assertError(
                api.send("POST", PATH, user, with("max_tokens", "10000000000")),
                400, "invalid_request_error", "max_tokens", null);
        assertThat(api.send("POST", PATH, user, with("max_tokens", "1")).status()).isEqualTo(200);
    }

    @Test
    void aContextUpToTheLimitIsAnsweredAndALongerOneIsNot() {
        String longest = "\uD83D\uDE00".repeat(512_000 - "hi".length());

        assertThat(api.send("POST", PATH, user, withContext(longest)).status()).isEqualTo(200);
        Answer answer = api.send("POST", PATH, user, withContext(longest + "a"));

        assertError(answer, 400, "invalid_request_error", "messages", "context_length_exceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "null", ""})
    void whatIsNoJsonObjectIsRefused(String body) {
        assertError(api.send("POST", PATH, user, body), 400, "invalid_request_error", null, null);
    }

    @Test
    void anUnknownModelIsNotFound() {
        Answer answer = api.send("POST", PATH, user, HI.replace("echo", "none"));

        assertError(answer, 404, "invalid_request_error", "model", "model_not_found");
    }

    @Test
    void whatIsNotThereOrNotSoIsToldInOpenAisShape() {
        assertError(api.send("GET", "/v1/images", user, null), 404, "invalid_request_error", null, null);
        assertError(api.send("GET", "/v1", user, null), 404, "invalid_request_error", null, null);
        assertError(
                api.send("GET", PATH, user, null), 405, "invalid_request_error", null, "method_not_allowed");
        assertError(
                api.send("POST", PATH, user, HI, "Content-Type", "text/plain"),
                415, "invalid_request_error", null, "unsupported_media_type");
    }

    @Test
    void whoIsNotKnownIsToldSoInOpenAisShapeOnEveryPath() {
        for (String path : new String[] {"/v1/models", "/v1/models/echo", PATH, "/v1/images"}) {
            Answer answer = api.send("GET", path, null, null);

            assertError(answer, 401, "invalid_request_error", null, "invalid_api_key");
            assertThat(answer.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
    }

    @Test
    void anEmptyBalanceIsAnEmptyQuotaAndNotWorthARetry() {
        api.post("/api/admin/users/" + user.id() + "/tokens", api.admin(), Map.of("amount", -4000, "reason", "a test"));

        Answer answer = api.send("POST", PATH, user, HI);

        assertError(answer, 402, "insufficient_quota", null, "insufficient_quota");
        assertThat(answer.response().headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void aSuspendedAccountIsToldSo() {
        api.post("/api/admin/users/" + user.id() + "/suspend", api.admin(), Map.of("reason", "a test"));

        assertError(api.send("POST", PATH, user, HI), 403, "invalid_request_error", null, "suspended");
    }

    @ParameterizedTest
    @EnumSource(names = {"PROVIDER_FAILED", "PROVIDER_TIMEOUT", "UNAVAILABLE"})
    void aFailingModelIsAServerErrorAndChargesNothing(ErrorCode failure) {
        model.plays((prompt, say, cancellation) -> {
            throw new ModelFailure(failure, "scripted");
        });

        Answer answer = api.send("POST", PATH, user, HI.replace("echo", "tests/scripted"));

        assertError(answer, failure.status(), "server_error", null, failure.name().toLowerCase());
        var headers = answer.response().headers();
        switch (failure) {
            case PROVIDER_FAILED -> assertThat(headers.firstValue("x-should-retry")).isEmpty();
            case PROVIDER_TIMEOUT -> assertThat(headers.firstValue("x-should-retry")).contains("false");
            default -> {
                assertThat(headers.firstValue("x-should-retry")).contains("true");
                assertThat(headers.firstValue("Retry-After")).contains("1");
            }
        }
        assertThat(api.available(user)).isEqualTo(4000);
    }

    @Test
    void anUnexpectedFailureShowsNothingOfItsInside() {
        model.plays((prompt, say, cancellation) -> {
            throw new IllegalStateException("an inside");
        });

        Answer answer = api.send("POST", PATH, user, HI.replace("echo", "tests/scripted"));

        assertError(answer, 500, "server_error", null, "internal");
        assertThat(answer.response().headers().firstValue("x-should-retry")).contains("false");
        assertThat(answer.response().body()).doesNotContain("inside", "IllegalState");
    }

    private static void assertError(Answer answer, int status, String type, String param, String code) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("error");
        var error = answer.json().get("error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error.get("message").asString()).isNotBlank();
        assertThat(error.get("type").asString()).isEqualTo(type);
        assertThat(error.get("param").stringValue(null)).isEqualTo(param);
        assertThat(error.get("code").stringValue(null)).isEqualTo(code);
    }

    private static String with(String field, String value) {
        return HI.replaceFirst("\\{", "{\"" + field + "\": " + value.replace("\\", "\\\\").replace("$", "\\$") + ", ");
    }

    private static String withContext(String text) {
        return HI.replace("[", "[{\"role\": \"system\", \"content\": \"" + text + "\"}, ");
    }
}
