package io.chatledger.gateway.proxy;

import io.chatledger.gateway.problem.Refusal;
import io.chatledger.gateway.routing.Side;
import io.chatledger.webaccess.IdempotencyKey;
import io.chatledger.webaccess.TraceId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Asks the sides in the name of a caller, where the gateway puts an answer together: they alone decide what he may
 * know.
 */
@Component
class Questions {

    private final ProxySettings settings;

    Questions(ProxySettings settings) {
        this.settings = settings;
    }

    /** @param path with its query */
    HttpUriRequestBase question(Side side, String path, HttpServletRequest request) {
        var call = new HttpUriRequestBase("GET", settings.url(side).resolve(path));
        call.setHeader(TraceId.HEADER, TraceId.of(request));
        call.setHeader("X-Forwarded-For", request.getRemoteAddr());
        if (request.getUserPrincipal() instanceof AbstractOAuth2TokenAuthenticationToken<?> caller) {
            call.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + caller.getToken().getTokenValue());
        }
        // For the side to refuse.
        String key = request.getHeader(IdempotencyKey.HEADER);
        if (key != null) {
            call.setHeader(IdempotencyKey.HEADER, IdempotencyKey.isOne(key) ? key : "-");
        }
        return call;
    }

    /**
     * As the sides do for their calls.
     *
     * @throws Refusal for a parameter that is not among those
     */
    static void requireKnown(Set<String> parameters, HttpServletRequest request) {
        for (String name : request.getParameterMap().keySet()) {
            if (!parameters.contains(name)) {
                throw Refusal.ofField(name.matches("[A-Za-z0-9_.-]{1,64}") ? name : "query", "is unknown");
            }
        }
    }
}
