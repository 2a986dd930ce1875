package io.chatledger.command.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.github.bucket4j.TimeMeter;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** API4:2023 Unrestricted Resource Consumption, ASVS 2.4.1. */
class AccountLimitsTest {

    private static final AccountLimitSettings SETTINGS = new AccountLimitSettings(true, 300, 120, 4, 25, 1000);

    private final StoppedTime time = new StoppedTime();
    private final AccountLimits limits = new AccountLimits(SETTINGS);
    private final AccountLimit messages = limits.messages(time);
    private final AccountLimit changes = limits.changes(time);
    private final AtOnce atOnce = new AtOnce(SETTINGS);
    private final AccountId ada = new AccountId(UUID.randomUUID());
    private final AccountId bob = new AccountId(UUID.randomUUID());

    @Test
    void threeHundredMessagesMayComeAtOnceAndNotOneMore() {
        for (int sent = 1; sent <= 300; sent++) {
            MockHttpServletResponse response = send(ada);
            assertThat(response.getHeader("RateLimit")).startsWith("\"messages\";r=" + (300 - sent) + ";t=");
            assertThat(response.getHeader("RateLimit-Policy")).isEqualTo("\"messages\";q=300;w=60");
            assertThat(response.containsHeader("Retry-After")).isFalse();
        }

        MockHttpServletResponse refused = expectRefusal(ada);

        assertThat(refused.getHeader("RateLimit")).isEqualTo("\"messages\";r=0;t=60");
        assertThat(refused.getHeader("RateLimit-Policy")).isEqualTo("\"messages\";q=300;w=60");
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
    }

    @Test
    void afterAFifthOfASecondThereIsOneMore() {
        exhaust(ada);

        time.pass(Duration.ofMillis(199));
        expectRefusal(ada);
        time.pass(Duration.ofMillis(1));
        send(ada);
        expectRefusal(ada);
    }

    @Test
    void afterAMinuteThereAreAllAgain() {
        exhaust(ada);
        time.pass(Duration.ofMinutes(1));
        exhaust(ada);
        expectRefusal(ada);
    }

    @Test
    void oneAccountDoesNotCostAnotherAnything() {
        exhaust(ada);

        assertThat(send(bob).getHeader("RateLimit")).startsWith("\"messages\";r=299;");
    }

    @Test
    void aHundredAndTwentyChangesMayBeMadeAtOnceAndOneMoreAfterHalfAMinute() {
        for (int made = 1; made <= 120; made++) {
            assertThat(change(ada).getHeader("RateLimit")).startsWith("\"changes\";r=" + (120 - made) + ";t=");
        }

        MockHttpServletResponse refused = expectRefusal(changes, ada);

        assertThat(refused.getHeader("RateLimit")).isEqualTo("\"changes\";r=0;t=3600");
        assertThat(refused.getHeader("RateLimit-Policy")).isEqualTo("\"changes\";q=120;w=3600");
        assertThat(refused.getHeader("Retry-After")).isEqualTo("30");
        time.pass(Duration.ofSeconds(30).minusMillis(1));
        expectRefusal(changes, ada);
        time.pass(Duration.ofMillis(1));
        change(ada);
        expectRefusal(changes, ada);
    }

    @Test
    void changesAndMessagesDoNotCostEachOtherAnything() {
        exhaust(ada);

        assertThat(change(ada).getHeader("RateLimit")).startsWith("\"changes\";r=119;");
    }

    @Test
    void readingIsNoChange() {
        for (String method : List.of("GET", "HEAD")) {
            var request = requestOf(ada);
            request.setMethod(method);
            var response = new MockHttpServletResponse();
            changes.preHandle(request, response, this);
            assertThat(response.getHeaderNames()).isEmpty();
        }
    }

    @Test
    void fourAnswersMayBeStreamedAtOnceAndAFifthWhenOneHasEnded() {
        AtOnce.Place first = atOnce.stream(ada);
        for (int i = 0; i < 3; i++) {
            atOnce.stream(ada);
        }
        expectTooMany(() -> atOnce.stream(ada));
        atOnce.stream(bob);

        first.close();

        atOnce.stream(ada);
        expectTooMany(() -> atOnce.stream(ada));
    }

    @Test
    void aRefusedStreamSaysHowManyThereMayBe() {
        for (int i = 0; i < 4; i++) {
            atOnce.stream(ada);
        }

        assertThat(expectTooMany(() -> atOnce.stream(ada)).headers()).isEqualTo(Map.of(
                "RateLimit-Policy", "\"streams\";q=4;qu=\"concurrent-requests\"",
                "RateLimit", "\"streams\";r=0",
                "Retry-After", "1"));
    }

    @Test
    void anAccountMayHaveAQuarterOfAProvidersCallsAndOneMoreWhenOneHasEnded() {
        AtOnce.Place first = atOnce.call(ada, Map.of("provider", 64));
        for (int i = 1; i < 16; i++) {
            atOnce.call(ada, Map.of("provider", 64));
        }
        expectTooMany(() -> atOnce.call(ada, Map.of("provider", 64)));
        atOnce.call(ada, Map.of("another provider", 64));
        atOnce.call(bob, Map.of("provider", 64));
        atOnce.stream(ada);

        first.close();

        atOnce.call(ada, Map.of("provider", 64));
        assertThat(expectTooMany(() -> atOnce.call(ada, Map.of("provider", 64))).headers())
                .containsEntry("RateLimit-Policy", "\"calls\";q=16;qu=\"concurrent-requests\"")
                .containsEntry("RateLimit", "\"calls\";r=0")
                .containsEntry("Retry-After", "1");
    }

    @Test
    void aQuarterIsNeverLessThanTheStreamsThatAnAccountMayHave() {
        for (int i = 0; i < 4; i++) {
            atOnce.call(ada, Map.of("provider", 8));
        }
        expectTooMany(() -> atOnce.call(ada, Map.of("provider", 8)));
    }

    @Test
    void whatSeveralProvidersMayAnswerCountsAtEachOfThemAndWhereOneIsFullAtNone() {
        for (int i = 0; i < 4; i++) {
            atOnce.call(ada, Map.of("small", 16, "large", 20));
        }
        expectTooMany(() -> atOnce.call(ada, Map.of("small", 16, "large", 20)));

        atOnce.call(ada, Map.of("large", 20));

        expectTooMany(() -> atOnce.call(ada, Map.of("large", 20)));
    }

    @Test
    void whatHasNoBoundIsNotShared() {
        for (int i = 0; i < 100; i++) {
            atOnce.call(ada, Map.of("built in", 0));
        }
    }

    @Test
    void withoutLimitsNothingUnderWayIsCounted() {
        var unlimited = new AtOnce(new AccountLimitSettings(false, 1, 1, 1, 1, 1));
        for (int i = 0; i < 10; i++) {
            unlimited.stream(ada);
            unlimited.call(ada, Map.of("provider", 1));
        }
    }

    private void exhaust(AccountId account) {
        for (int i = 0; i < 300; i++) {
            send(account);
        }
    }

    private MockHttpServletResponse send(AccountId account) {
        var response = new MockHttpServletResponse();
        messages.preHandle(requestOf(account), response, this);
        return response;
    }

    private MockHttpServletResponse change(AccountId account) {
        var response = new MockHttpServletResponse();
        changes.preHandle(requestOf(account), response, this);
        return response;
    }

    private MockHttpServletResponse expectRefusal(AccountId account) {
        return expectRefusal(messages, account);
    }

    private MockHttpServletResponse expectRefusal(AccountLimit limit, AccountId account) {
        var response = new MockHttpServletResponse();
        assertThatThrownBy(() -> limit.preHandle(requestOf(account), response, this))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED));
        return response;
    }

    private static Refusal expectTooMany(ThrowingCallable one) {
        Refusal refusal = catchThrowableOfType(Refusal.class, one);
        assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        return refusal;
    }

    private static MockHttpServletRequest requestOf(AccountId account) {
        Principal caller = account::toString;
        var request = new MockHttpServletRequest("POST", "/");
        request.setUserPrincipal(caller);
        return request;
    }

    private static final class StoppedTime implements TimeMeter {

        private long nanos = 1;

        void pass(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
