package io.chatledger.webaccess;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

/** An access token whose signature was good is believed for a while. */
class RememberedTokensTest {

    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final List<String> MANY =
            IntStream.range(0, 100).mapToObj(number -> "token-" + number).toList();

    private final List<String> verified = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private final RememberedTokens tokens =
            new RememberedTokens(this::verify, MANY.size(), AT_MOST, () -> now.toNanos());

    @Test
    void untilHalfOfItsTimeNoTokenIsVerifiedAgain() {
        useAllAt(Duration.ZERO);
        assertThat(verified).isEqualTo(MANY);

        useAllAt(AT_MOST.dividedBy(2).minusNanos(1));
        assertThat(verified).isEqualTo(MANY);
    }

    @Test
    void afterItsTimeEachIs() {
        useAllAt(Duration.ZERO);
        verified.clear();

        useAllAt(AT_MOST);
        assertThat(verified).isEqualTo(MANY);
    }

    @Test
    void thoseThatWereVerifiedTogetherAreVerifiedAgainAtDifferentTimes() {
        useAllAt(Duration.ZERO);
        verified.clear();

        useAllAt(AT_MOST.multipliedBy(3).dividedBy(4));
        // All or none of a hundred, each by the toss of a coin: once in 2^99 runs.
        assertThat(verified).isNotEmpty().hasSizeLessThan(MANY.size());
    }

    private void useAllAt(Duration time) {
        now = time;
        MANY.forEach(tokens::decode);
    }

    private Jwt verify(String token) {
        verified.add(token);
        return Jwt.withTokenValue(token)
                .header("alg", "ES256")
                .expiresAt(Instant.now().plus(Duration.ofHours(1)))
                .build();
    }
}
