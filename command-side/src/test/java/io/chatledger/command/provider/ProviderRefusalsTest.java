package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.Reason;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A provider that refuses: whose failure it is, what the client is told, and who else notices. Never is it charged. */
@ExtendWith(OutputCaptureExtension.class)
class ProviderRefusalsTest extends WithScriptedProviders {

    private static final String MESSAGE = "This model's maximum context length is 8192 tokens.";
    private static final String REFUSAL = """
            {"error": {"message": "%s", "type": "invalid_request_error", "param": "messages",
                       "code": "context_length_exceeded"}}""".formatted(MESSAGE);

    @ParameterizedTest
    @CsvSource({
        "301, 502, PROVIDER_FAILED", "302, 502, PROVIDER_FAILED", "307, 502, PROVIDER_FAILED",
        "400, 400, INVALID_REQUEST", "413, 400, INVALID_REQUEST", "415, 400, INVALID_REQUEST",
        "422, 400, INVALID_REQUEST", "401, 502, PROVIDER_FAILED", "402, 502, PROVIDER_FAILED",
        "403, 502, PROVIDER_FAILED", "404, 502, PROVIDER_FAILED", "418, 502, PROVIDER_FAILED",
        "429, 429, RATE_LIMITED", "500, 502, PROVIDER_FAILED", "503, 503, UNAVAILABLE",
    })
    void eachStatusHasItsAnswer(int theirs, int ours, String code) {
        answers(aResponse().withStatus(theirs).withHeader("Location", "/elsewhere"));

        assertFailed(ours, code);
        Answer openAi = complete("flat", false);
        Answer openAiStreamed = complete("flat", true);

        assertThat(openAi.status()).isEqualTo(ours);
        assertThat(openAiStreamed.status()).isEqualTo(ours);
        assertThat(openAiStreamed.json()).isEqualTo(openAi.json());
        assertOutcome(
                "MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased",
                "MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased",
                "MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased");
        PROVIDER.verify(3, anyRequestedFor(anyUrl()));
    }

    @Test
    void aRedirectIsNotFollowedForItWouldCarryOurKeyElsewhere() {
        PROVIDER.stubFor(post("/elsewhere").willReturn(stream(delta("Hi"), finish("stop"))));
        answers(aResponse().withStatus(307).withHeader("Location", PROVIDER.baseUrl() + "/elsewhere"));

        assertFailed(502, "PROVIDER_FAILED");

        PROVIDER.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void whatOnlyTheClientCanMendIsToldInTheWordsOfTheProvider(int status) {
        answers(refusal(status, REFUSAL));

        Answer answer = ask("flat");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asString()).isEqualTo(MESSAGE);
        assertThat(answer.json().get("param").asString()).isEqualTo("messages");
        assertThat(answer.json().get("provider_code").asString()).isEqualTo("context_length_exceeded");
        for (boolean streamed : List.of(false, true)) {
            var error = complete("flat", streamed).json().get("error");
            assertThat(error.get("message").asString()).isEqualTo(MESSAGE);
            assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
            assertThat(error.get("param").asString()).isEqualTo("messages");
            assertThat(error.get("code").asString()).isEqualTo("context_length_exceeded");
        }
        assertBalance(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "{\"error\": \"too long\"}                                                 | too long",
        "{\"object\": \"error\", \"message\": \"too long\", \"code\": 400}         | too long",
        "[{\"error\": {\"code\": 400, \"message\": \"too long\"}}]                 | too long",
        "{\"type\": \"error\", \"error\": {\"message\": \"too long\"}}             | too long",
        "{\"detail\": \"too long\"}                                                | too long",
        "{\"detail\": [{\"loc\": [\"body\"], \"msg\": \"too long\"}]}              | too long",
        "{\"error\": {\"message\": \"too\\u0000\\n\\u202elong\\ud800\"}}           | too   long",
        "{\"error\": {\"message\": {\"a\": 1}}}                 | The model's provider does not accept this request.",
        "{\"error\": {\"message\": \"key provider-key bad\"}}   | The model's provider does not accept this request.",
        "no JSON                                                | The model's provider does not accept this request.",
        "                                                       | The model's provider does not accept this request.",
    })
    void theMessageIsFoundWhereverProvidersHaveItAndCleaned(String body, String message) {
        answers(refusal(400, body == null ? "" : body));

        assertThat(ask("flat").json().get("detail").asString()).isEqualTo(message);
    }

    @Test
    void aLongMessageIsCut() {
        answers(refusal(400, "{\"error\": {\"message\": \"" + "\uD83D\uDE00".repeat(1001) + "\"}}"));

        assertThat(ask("flat").json().get("detail").asString()).isEqualTo("\uD83D\uDE00".repeat(1000));
    }

    @Test
    void manyRefusalsForOneAccountAreNotNoticedByAnother() throws Exception {
        chatsSucceedDuringRefusals(100);
    }

    @Test
    @Tag("drill")
    void fiveThousandRefusalsForOneAccountAreNotNoticedByAnother() throws Exception {
        chatsSucceedDuringRefusals(5000);
    }

    private void chatsSucceedDuringRefusals(int howMany) throws Exception {
        PROVIDER.stubFor(post("/shared/chat/completions").willReturn(stream(delta("Hello"), finish("stop"))));
        PROVIDER.stubFor(post("/shared/chat/completions")
                .withRequestBody(containing("too long"))
                .willReturn(refusal(400, REFUSAL)));
        User other = api.register();
        commands.send(new GrantTokens(
                AccountId.parse(other.id()), new TokenAmount(100_000_000), new Reason("for many chats"), Actor.SYSTEM));
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var refusals = clients.submit(() -> {
                for (int i = 0; i < howMany; i++) {
                    assertThat(ask("shared", "too long", user).status()).isEqualTo(400);
                }
            });
            do {
                assertThat(ask("shared-sibling", "hi", other).status()).isEqualTo(200);
                assertThat(ask("shared", "hi", other).status()).isEqualTo(200);
            } while (!refusals.isDone());
            refusals.get();
        }
        assertBalance(4000);
        assertThat(ask("shared", "hi", other).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 403, 404, 413, 415, 422, 429})
    void whatOneRequestOrModelIsRefusedForIsNoFailureOfTheProvider(int status) {
        PROVIDER.stubFor(post("/shared/chat/completions").willReturn(aResponse().withStatus(status)));
        for (int i = 0; i < 6; i++) {
            ask("shared");
        }
        PROVIDER.stubFor(post("/shared/chat/completions").willReturn(stream(delta("Hello"), finish("stop"))));

        assertThat(ask("shared-sibling").status()).isEqualTo(200);
        assertThat(ask("shared").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"limited, 429, RATE_LIMITED", "overloaded, 503, UNAVAILABLE"})
    void aModelRestsAsLongAsItsProviderSaysAndNoOtherModelDoes(String model, int status, String code) {
        answers(aResponse().withStatus(status).withHeader("Retry-After", "4"));
        Answer first = ask(model);
        answers(stream(delta("Hello"), finish("stop")));

        assertThat(first.status()).isEqualTo(status);
        assertThat(first.code()).isEqualTo(code);
        assertThat(first.response().headers().allValues("Retry-After")).containsExactly("4");
        Answer resting = ask(model);
        assertThat(resting.status()).isEqualTo(status);
        assertThat(resting.json().get("retry_after").asLong()).isBetween(1L, 4L);
        Answer openAi = complete(model, true);
        assertThat(openAi.status()).isEqualTo(status);
        assertThat(openAi.json().at("/error/type").asString())
                .isEqualTo(status == 429 ? "rate_limit_error" : "server_error");
        assertThat(openAi.response().headers().firstValue("Retry-After").orElseThrow()).isIn("1", "2", "3", "4");
        PROVIDER.verify(1, postRequestedFor(urlEqualTo("/v1/chat/completions")));
        assertThat(Instant.parse(activity(model).get("rests_until").asString())).isAfter(Instant.now().minusSeconds(4));
        assertThat(activity("flat").get("rests_until").isNull()).isTrue();
        assertThat(ask("flat").status()).isEqualTo(200);
        assertBalance(3900);

        await().until(() -> ask(model).status() == 200);
        assertThat(activity(model).get("rests_until").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "429 | {\"error\": {\"message\": \"You exceeded your current quota\", \"code\": \"insufficient_quota\"}}",
        "429 | {\"error\": {\"message\": \"You exceeded your current quota\", \"type\": \"insufficient_quota\"}}",
        "400 | {\"error\": {\"message\": \"Your credit balance is too low to access the API.\"}}",
    })
    void aProviderWhereOurAccountHasNoCreditRestsAndTheClientIsNotToldWhy(int status, String body) {
        PROVIDER.stubFor(post("/poor/chat/completions").willReturn(refusal(status, body)));
        Answer first = ask("poor");
        PROVIDER.stubFor(post("/poor/chat/completions").willReturn(stream(delta("Hello"), finish("stop"))));

        assertThat(first.status()).isEqualTo(502);
        assertThat(first.code()).isEqualTo("PROVIDER_FAILED");
        assertThat(first.response().body()).doesNotContain("quota", "credit");
        assertThat(ask("poor-sibling").status()).isEqualTo(503);
        assertBalance(4000);
        await().until(() -> ask("poor-sibling").status() == 200);
    }

    @Test
    void whoeverHasAProviderQuoteHisWordsDoesNotMakeItRest() {
        PROVIDER.stubFor(post("/poor/chat/completions")
                .willReturn(refusal(400, "{\"error\": {\"message\": \"Bad: my credit balance is too low\"}}")));

        assertThat(ask("poor", "My credit balance is too low", user).status()).isEqualTo(400);
        assertThat(ask("poor", "My CREDIT balance is too low", user).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "401, it does not accept our API key",
        "402, it asks for payment",
        "403, it forbids what we ask for with our API key"
    })
    void whatTheOperatorHasToMendIsToldTheOperatorOnceAndNotTheClient(int status, String warning, CapturedOutput log) {
        PROVIDER.stubFor(post("/strict/chat/completions")
                .willReturn(refusal(status, "{\"error\": {\"message\": \"Incorrect API key provided: sk-wrong\"}}")));

        Answer plain = ask("strict");
        Answer completion = complete("strict", true);
        String streamed = askStreamed("strict");

        assertThat(plain.status()).isEqualTo(502);
        assertThat(completion.status()).isEqualTo(502);
        assertThat(streamed).contains("event: error\n", "PROVIDER_FAILED");
        assertThat(plain.response().body() + completion.response().body() + streamed)
                .doesNotContain("API key", "sk-wrong");
        assertThat(log.getOut().lines().filter(line -> line.contains(warning)))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("WARN", "strict", Integer.toString(status))
                        .doesNotContain("sk-wrong"));
        PROVIDER.stubFor(post("/strict/chat/completions").willReturn(stream(delta("Hello"), finish("stop"))));
        assertThat(ask("strict").status()).isEqualTo(200);
        assertBalance(3900);
    }

    @Test
    void thatOurAccountHasNoCreditIsToldTheOperatorOnceAndNotTheClientWhoReadsAStreamEither(CapturedOutput log) {
        PROVIDER.stubFor(post("/strict/chat/completions").willReturn(refusal(429, """
                {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}""")));

        Answer completion = complete("strict", true);
        assertThat(completion.status()).isEqualTo(502);
        assertThat(complete("strict-sibling", true).status()).isEqualTo(503);
        // When the rest is over, it is asked again and refuses again.
        String streamed = await().until(() -> askStreamed("strict"), body -> body.contains("PROVIDER_FAILED"));

        assertThat(completion.response().body() + streamed).doesNotContain("quota", "credit");
        assertThat(log.getOut().lines().filter(line -> line.contains("our account there has no credit left")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("WARN", "strict", "429").doesNotContain("exceeded"));
        assertBalance(4000);
        PROVIDER.stubFor(post("/strict/chat/completions").willReturn(stream(delta("Hello"), finish("stop"))));
        await().until(() -> ask("strict").status() == 200);
    }

    // --- the words of these tests

    private static ResponseDefinitionBuilder refusal(int status, String body) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
    }

    private Answer ask(String model, String message, User by) {
        return api.post("/api/chat", by, Map.of("message", message, "model", model));
    }

    private String askStreamed(String model) {
        return api.post(
                "/api/chat", user, Map.of("message", "hi", "model", model), "Accept", "text/event-stream")
                .response()
                .body();
    }

    private Answer complete(String model, boolean streamed) {
        return api.send("POST", "/v1/chat/completions", user, """
                {"model": "%s", "stream": %b, "messages": [{"role": "user", "content": "hi"}]}
                """.formatted(model, streamed));
    }
}
