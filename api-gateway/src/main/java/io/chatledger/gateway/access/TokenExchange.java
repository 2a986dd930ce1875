package io.chatledger.gateway.access;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.gateway.proxy.SideClient;
import io.chatledger.webaccess.TraceId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks command-side for an access token in exchange for a credential that only it understands. */
@Component
class TokenExchange {

    /** @param expiresIn in seconds */
    record Answer(String accessToken, long expiresIn) {}

    private final SideClient sides;
    private final ExchangeSettings settings;
    private final JsonMapper json;

    TokenExchange(SideClient sides, ExchangeSettings settings, JsonMapper json) {
        this.sides = sides;
        this.settings = settings;
        this.json = json;
    }

    /**
     * @param request for which it is asked
     * @throws InvalidBearerTokenException if the credential is none, or not any more
     * @throws Refusal {@link ErrorCode#SUSPENDED}
     * @throws AuthenticationServiceException if command-side does not say, which says nothing about the credential
     */
    Answer exchange(String credential, HttpServletRequest request) {
        var call = new HttpPost(settings.commandSideUrl().resolve("/internal/token-exchange"));
        call.setEntity(new ByteArrayEntity(
                json.writeValueAsBytes(Map.of("subject_token", credential)), ContentType.APPLICATION_JSON));
        call.setHeader(TraceId.HEADER, TraceId.of(request));
        try (ClassicHttpResponse answer = send(call)) {
            return switch (answer.getCode()) {
                case 200 -> json.readValue(answer.getEntity().getContent(), Answer.class);
                case 401 -> throw new InvalidBearerTokenException("an unknown or expired credential");
                case 403 -> throw new Refusal(ErrorCode.SUSPENDED, "This account is suspended.");
                default -> throw new AuthenticationServiceException("The exchange was answered " + answer.getCode());
            };
        } catch (IOException | JacksonException broken) {
            throw new AuthenticationServiceException("The answer to the exchange was cut off", broken);
        }
    }

    private ClassicHttpResponse send(HttpPost call) {
        try {
            return sides.send(call, settings.exchangeTimeout());
        } catch (Refusal unanswered) {
            throw new AuthenticationServiceException("The exchange was not answered", unanswered);
        }
    }
}
