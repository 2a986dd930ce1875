package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.chatledger.command.Api.Answer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Providers that are asked again where none has answered: twice, after 200 ms and 400 ms or half as long. */
@TestPropertySource(properties = {"chatledger.provider-retries=2", "chatledger.provider-retry-pause=200ms"})
class RetriesTest extends WithScriptedProviders {

    @Test
    void whereNoneAnswersAllAreAskedAgainAfterAPauseWithinTheSameHold() {
        PROVIDER.stubFor(post(path("main")).inScenario("twice").whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(500)).willSetStateTo("again"));
        PROVIDER.stubFor(post(path("main")).inScenario("twice").whenScenarioStateIs("again")
                .willReturn(stream(delta("Hello"), finish("stop"))));
        says("spare", aResponse().withStatus(500));
        Instant begun = Instant.now();

        Answer answer = ask("both");

        assertThat(Duration.between(begun, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(answer.status()).isEqualTo(200);
        assertAsked("main", 2);
        assertAsked("spare", 1);
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertBalance(3900);
    }

    @Test
    void theyAreNotAskedMoreOftenThanIsWantedAndThePausesGrow() {
        says("main", aResponse().withStatus(500));
        says("spare", aResponse().withStatus(500));
        Instant begun = Instant.now();

        assertThat(ask("both").status()).isEqualTo(502);

        assertThat(Duration.between(begun, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertAsked("main", 3);
        assertAsked("spare", 3);
        assertOutcome("MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased");
        assertBalance(4000);
    }

    @Test
    void aProviderThatIsTheOnlyOneIsAskedAgainToo() {
        says("v1", aResponse().withStatus(500));

        assertThat(ask("flat").status()).isEqualTo(502);

        assertAsked("v1", 3);
    }

    @Test
    void whatIsTheFaultOfTheRequestOrWasBegunIsNotAskedForAgain() {
        says("v1", aResponse().withStatus(400));
        assertThat(ask("flat").status()).isEqualTo(400);
        says("v1", stream(delta("Hel")));
        assertThat(ask("flat").status()).isEqualTo(502);

        assertAsked("v1", 2);
    }

    @Test
    void whereAllRestForLongerThanThePauseNobodyWaits() {
        says("main", aResponse().withStatus(429).withHeader("Retry-After", "30"));
        says("spare", aResponse().withStatus(503).withHeader("Retry-After", "30"));

        assertThat(ask("both-limited").status()).isIn(429, 503);

        assertThat(activity("both-limited").get("calls").asLong()).isEqualTo(1);
    }

    @Test
    void whereOneOfThemDoesNotRestItIsAskedAgain() {
        says("main", aResponse().withStatus(429).withHeader("Retry-After", "30"));
        says("spare", aResponse().withStatus(503));

        assertThat(ask("both-overloaded").status()).isEqualTo(503);

        assertAsked("main", 1);
        assertAsked("spare", 3);
    }

    private static String path(String provider) {
        return "/" + provider + "/chat/completions";
    }

    private static void says(String provider, ResponseDefinitionBuilder response) {
        PROVIDER.stubFor(post(path(provider)).willReturn(response));
    }

    private static void assertAsked(String provider, int times) {
        PROVIDER.verify(times, postRequestedFor(urlEqualTo(path(provider))));
    }
}
