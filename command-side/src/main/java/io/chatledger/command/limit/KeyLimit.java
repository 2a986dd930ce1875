package io.chatledger.command.limit;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.signing.KeyBounds;
import io.chatledger.webaccess.Scope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.servlet.HandlerInterceptor;

/** The messages that an API key may send in a minute, where its owner has set a limit. Tells what is left of that. */
final class KeyLimit implements HandlerInterceptor {

    private final AccountLimit limit;

    KeyLimit(AccountLimit limit) {
        this.limit = limit;
    }

    /** @throws Refusal {@link ErrorCode#RATE_LIMITED} */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (HttpMethod.POST.matches(request.getMethod())
                && request.getUserPrincipal() instanceof JwtAuthenticationToken caller) {
            Integer most = KeyBounds.in(caller.getToken()).messagesPerMinute();
            if (most != null) {
                limit.take(String.valueOf(Scope.keyIn(caller.getToken())), most, response);
            }
        }
        return true;
    }
}
