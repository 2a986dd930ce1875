package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.chatledger.command.Api.Answer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a provider can do to us, and what then the client, the events and the balance say. */
class ScriptedProviderTest extends WithScriptedProviders {

    // --- replies

    @Test
    void aWholeReplyIsRecordedAndCharged() {
        answers(stream(delta("Hel"), delta("lo"), finish("stop"), usage(7, 2), "[DONE]"));

        Answer answer = ask("flat");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("response").asString()).isEqualTo("Hello");
        assertThat(answer.json().get("tokens_deducted").asLong()).isEqualTo(100);
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertBalance(3900);
        PROVIDER.verify(1, postRequestedFor(urlEqualTo(PATH))
                .withHeader("Authorization", equalTo("Bearer provider-key"))
                .withRequestBody(matchingJsonPath("$.model", equalTo("flat")))
                .withRequestBody(matchingJsonPath("$.max_tokens", equalTo("4096")))
                .withRequestBody(matchingJsonPath("$.stream", equalTo("true")))
                .withRequestBody(matchingJsonPath("$.stream_options.include_usage", equalTo("true"))));
    }

    @Test
    void aReplyByUseCostsWhatTheProviderReportsAndTheRestIsReleased() {
        answers(stream(delta("Hello"), finish("stop"), usage(7, 20), "[DONE]"));

        assertThat(ask("by-use").json().get("tokens_deducted").asLong()).isEqualTo(7 + 40);

        assertBalance(4000 - 47);
        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":false", "\"promptTokens\":7");
        assertThat(lastPayload("TokensHeld")).contains("1000 for 1000 prompt tokens, 2000 for 1000 completion tokens");
    }

    @Test
    void aReplyByUseCostsTheMinimumAtLeast() {
        answers(stream(delta("Hello"), finish("stop"), usage(1, 1), "[DONE]"));

        assertThat(ask("by-use").json().get("tokens_deducted").asLong()).isEqualTo(5);
    }

    @Test
    void neverIsMoreChargedThanWasHeldWhateverTheProviderReports() {
        answers(stream(delta("Hello"), finish("stop"), usage(1_000_000, 1_000_000), "[DONE]"));

        long charged = ask("by-use").json().get("tokens_deducted").asLong();

        long held = Long.parseLong(lastPayload("TokensHeld").replaceAll(".*\"amount\":(\\d+).*", "$1"));
        assertThat(charged).isEqualTo(held).isLessThan(300);
        assertBalance(4000 - held);
    }

    @Test
    void missingUsageIsEstimatedAndMarked() {
        answers(stream(delta("one two three four"), finish("stop"), "[DONE]"));

        long charged = ask("by-use").json().get("tokens_deducted").asLong();

        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":true", "\"completionTokens\":4");
        assertThat(charged).isBetween(8L, 40L);
        assertBalance(4000 - charged);
    }

    @Test
    void implausibleUsageIsEstimatedToo() {
        answers(stream(delta("one"), finish("stop"),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":1}}"));

        assertThat(ask("by-use").status()).isEqualTo(200);
        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":true");
    }

    @Test
    void aReplyThatMissesOnlyTheLastLineIsWhole() {
        answers(stream(delta("Hello"), finish("length")));

        assertThat(ask("flat").status()).isEqualTo(200);
        assertThat(lastPayload("ReplyRecorded")).contains("\"finish\":\"LENGTH\"");
    }

    @Test
    void theConversationIsToldToTheModelAndAnothersIsNot() {
        answers(stream(delta("Hello"), finish("stop"), "[DONE]"));
        String conversation = ask("flat").json().get("conversation_id").asString();

        assertThat(askIn(conversation, "flat", user).status()).isEqualTo(200);

        PROVIDER.verify(1, postRequestedFor(urlEqualTo(PATH))
                .withRequestBody(matchingJsonPath("$.messages[0].content", equalTo("hi")))
                .withRequestBody(matchingJsonPath("$.messages[1].role", equalTo("assistant")))
                .withRequestBody(matchingJsonPath("$.messages[1].content", equalTo("Hello")))
                .withRequestBody(matchingJsonPath("$.messages[2].content", equalTo("hi"))));
        assertThat(askIn(conversation, "flat", api.register()).status()).isEqualTo(404);
    }

    @Test
    void whatCannotBeStoredIsReplacedAndACutCharacterPutTogether() {
        answers(stream(delta("a\\u0000b \\ud83d"), delta("\\ude00 \\ud800 c"), finish("stop")));

        assertThat(ask("flat").json().get("response").asString()).isEqualTo("a\uFFFDb \uD83D\uDE00 \uFFFD c");
    }

    // --- failures: nothing is charged

    @Test
    void aProviderThatIsSilentFromTheStartIsGivenUp() {
        answers(stream(delta("late"), finish("stop")).withFixedDelay(3000));

        assertFailed(504, "PROVIDER_TIMEOUT");
    }

    @Test
    void aProviderThatFallsSilentIsGivenUp() {
        answers(stream(delta("one"), delta("two"), delta("three"), finish("stop")).withChunkedDribbleDelay(2, 6000));

        assertFailed(504, "PROVIDER_TIMEOUT");
    }

    @Test
    void aProviderThatDribblesIsWaitedForUntilTheTotalTime() {
        ResponseDefinitionBuilder many = stream(IntStream.range(0, 40)
                .mapToObj(i -> i < 39 ? delta("piece " + i + " ") : finish("stop"))
                .toArray(String[]::new));
        answers(many.withChunkedDribbleDelay(20, 2500));
        assertThat(ask("flat").status()).isEqualTo(200);
        assertBalance(3900);

        answers(many.withChunkedDribbleDelay(20, 9000));
        Answer tooLong = ask("flat");
        assertThat(tooLong.status()).isEqualTo(504);
        assertBalance(3900);
    }

    @Test
    void aReplyThatIsCutOffIsNone() {
        answers(stream(delta("Hel")));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void aMalformedChunkMakesItNone() {
        answers(stream(delta("Hel"), "{\"choices\": [{", finish("stop")));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void anErrorInTheStreamIsNoReply() {
        answers(stream(delta("Hel"), "{\"error\": {\"message\": \"overloaded\"}}", finish("stop"), "[DONE]"));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void anErrorPageInPlaceOfAStreamIsNoReply() {
        answers(ok("{\"error\": \"overloaded\"}").withHeader("Content-Type", "application/json"));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void anEmptyReplyIsNone() {
        answers(stream(finish("stop"), usage(7, 0), "[DONE]"));
        assertFailed(502, "PROVIDER_FAILED");
    }

    @Test
    void aBrokenConnectionIsNoReply() {
        for (Fault fault : List.of(
                Fault.CONNECTION_RESET_BY_PEER, Fault.EMPTY_RESPONSE, Fault.MALFORMED_RESPONSE_CHUNK,
                Fault.RANDOM_DATA_THEN_CLOSE)) {
            answers(aResponse().withFault(fault));
            assertFailed(502, "PROVIDER_FAILED");
        }
    }

    @Test
    void aFailureInMidStreamIsAnErrorEventWithoutCharge() {
        answers(stream(delta("Hel")));

        Answer answer = api.send(
                "POST", "/api/chat", user, "{\"message\": \"hi\", \"model\": \"flat\"}", "Accept", "text/event-stream");

        assertThat(answer.response().body())
                .contains("event: start\n", "event: delta\ndata: {\"text\":\"Hel\"}\n\n")
                .contains("event: error\ndata: {", "\"code\":\"PROVIDER_FAILED\"")
                .doesNotContain("event: done");
        assertBalance(4000);
    }

    // --- limits of a provider

    @Test
    void aProviderThatFailsIsLeftAloneForAWhile() {
        PROVIDER.stubFor(post("/fragile/chat/completions").willReturn(aResponse().withStatus(500)));
        for (int i = 0; i < 3; i++) {
            assertThat(ask("fragile").status()).isEqualTo(502);
        }

        assertThat(ask("fragile").code()).isEqualTo("UNAVAILABLE");
        PROVIDER.verify(3, postRequestedFor(urlEqualTo("/fragile/chat/completions")));
        assertThat(activity("fragile").get("breaker").asString()).isEqualTo("open");
        assertThat(activity("fragile").at("/failures/PROVIDER_FAILED").asLong()).isGreaterThanOrEqualTo(3);
        assertThat(activity("fragile").at("/failures/UNAVAILABLE").asLong()).isPositive();
        assertThat(activity("fragile").get("last_failure_at").isNull()).isFalse();

        PROVIDER.stubFor(post("/fragile/chat/completions").willReturn(stream(delta("back"), finish("stop"))));
        await().until(() -> ask("fragile").status() == 200);
        assertBalance(3900);
        assertThat(activity("fragile").get("breaker").asString()).isEqualTo("closed");
        assertThat(activity("fragile").get("answered").asLong()).isPositive();
        assertThat(activity("fragile").get("first_word_median_ms").isNull()).isFalse();
        assertThat(activity("echo").get("breaker").isNull()).isTrue();
    }

    @Test
    void callsAtOnceAreBoundedAndALongReplyIsCut() throws Exception {
        PROVIDER.stubFor(post("/fragile/chat/completions")
                .willReturn(stream(delta("0123456789"), delta("and more"), finish("stop")).withFixedDelay(500)));
        await().until(() -> ask("fragile").status() == 200);
        assertThat(lastPayload("ReplyRecorded")).contains("\"text\":\"0123456789\"", "LENGTH");
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(Collections.nCopies(4, () -> ask("fragile").status())).stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(statuses).containsOnly(200, 503).contains(200, 503);
        }
    }

    @Test
    void ofManyParallelChatsByUseNoneIsChargedMoreThanTheAccountHas() throws Exception {
        answers(stream(delta("Hello"), finish("stop"), usage(5, 100), "[DONE]").withFixedDelay(50));
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.invokeAll(Collections.nCopies(200, () -> ask("by-use").status())).stream()
                    .map(Future::resultNow)
                    .toList();
            // Some may find the provider busy, which costs nothing.
            assertThat(statuses).contains(200, 402).isSubsetOf(200, 402, 502, 503, 504);
            long charged = 205L * Collections.frequency(statuses, 200);
            assertBalance(4000 - charged);
        }
    }
}
