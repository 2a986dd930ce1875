package io.chatledger.command.exchange;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.key.ApiKeys;
import io.chatledger.command.session.SessionTokens;
import io.chatledger.command.signing.AccessTokens;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Exchanges a session token or an API key for a short-lived access token (in the words of RFC 8693), so that everybody
 * else verifies access tokens alone. For gateways, which lead nobody here. The credential itself is proof enough.
 */
@RestController
class TokenExchangeController {

    record ExchangeRequest(@Nullable String subjectToken) {

        @Override
        public String toString() {
            return "ExchangeRequest[hidden]";
        }
    }

    /** @param expiresIn in seconds; less than usual if a session is about to end */
    record ExchangeAnswer(String accessToken, long expiresIn) {}

    private final SessionTokens sessions;
    private final ApiKeys keys;

    TokenExchangeController(SessionTokens sessions, ApiKeys keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    @PostMapping("/internal/token-exchange")
    ExchangeAnswer exchange(@RequestBody ExchangeRequest request) {
        String token = required("subject_token", request.subjectToken());
        AccessTokens.Exchanged exchanged = sessions.exchange(token)
                .or(() -> keys.exchange(token))
                .orElseThrow(() -> new Refusal(
                        ErrorCode.UNAUTHENTICATED, "This session token or API key is unknown, or no longer valid."));
        return new ExchangeAnswer(exchanged.value(), exchanged.lifetime().toSeconds());
    }
}
