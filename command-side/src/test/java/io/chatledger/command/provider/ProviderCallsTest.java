package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.Cancellations;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.ModelState.Breaker;
import io.chatledger.command.chat.Reply;
import io.chatledger.command.provider.ProviderSettings.Limits;
import io.chatledger.command.provider.ProviderSettings.Provider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the breaker hears of. */
class ProviderCallsTest {

    private static final Duration TIME = Duration.ofSeconds(10);
    private static final ResponseDefinitionBuilder FAILS = aResponse().withStatus(500);
    private static final ResponseDefinitionBuilder ANSWERS =
            aResponse().withStatus(200).withHeader("Content-Type", "text/event-stream");

    private final WireMockServer server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private final Rest rest = new Rest("model");
    private ProviderCalls calls;

    @BeforeEach
    void connect() {
        server.start();
        provider(FAILS);
        var limits = new Limits(TIME, TIME, TIME, TIME, 10, 1000, 1000, 2, Duration.ofMillis(100), TIME);
        var provider = new Provider(
                "any", URI.create(server.baseUrl()), ProviderSettings.Form.OPENAI, "", List.of(), null);
        calls = new ProviderCalls(provider, limits, new JsonMapper());
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aCallThatIsCancelledBeforeItsAnswerDoesNotCount() {
        assertThat(askAndCancel().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(askAndCancel().code()).isEqualTo(ErrorCode.CANCELLED);

        assertThat(ask().code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(breaker()).isEqualTo(Breaker.CLOSED);

        assertThat(ask().code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(breaker()).isEqualTo(Breaker.OPEN);
    }

    @Test
    void aCallThatIsCancelledBeforeItsAnswerDoesNotKeepTheBreakerHalfOpen() {
        ask();
        ask();
        assertThat(ask().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        await().until(() -> askAndCancel().code() == ErrorCode.CANCELLED);
        assertThat(breaker()).isEqualTo(Breaker.HALF_OPEN);

        provider(ANSWERS);

        assertThat(ask()).isNull();
        assertThat(breaker()).isEqualTo(Breaker.CLOSED);
    }

    private void provider(ResponseDefinitionBuilder answer) {
        server.resetAll();
        server.stubFor(post(anyUrl()).willReturn(answer));
    }

    /** Null if there was a reply. */
    private ModelFailure ask() {
        return ask(new Cancellation());
    }

    private ModelFailure askAndCancel() {
        return ask(Cancellations.cancelled());
    }

    private ModelFailure ask(Cancellation cancellation) {
        var request = new ProviderRequest(
                "/any", "text/event-stream", new byte[0], (_, _) -> new Reply("", Finish.STOP, null));
        return catchThrowableOfType(ModelFailure.class, () -> calls.ask(request, rest, cancellation));
    }

    private Breaker breaker() {
        return calls.state(rest).breaker();
    }
}
