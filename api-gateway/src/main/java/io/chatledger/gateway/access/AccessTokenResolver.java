package io.chatledger.gateway.access;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.limit.BodyLimit;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.gateway.routing.Access;
import io.chatledger.gateway.routing.Route;
import io.chatledger.gateway.routing.Routes;
import io.chatledger.gateway.routing.Target;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the access token of a call, or the API key that takes its place, wherever one of the five descriptions puts it.
 * Where no token is needed none is looked for, so that an expired one sent along with a log-in does no harm.
 */
@Component
class AccessTokenResolver implements BearerTokenResolver {

    /** What a token may hold beside letters and digits; equals signs may follow (RFC 9110, section 11.2). */
    private static final String MARKS = "-._~+/";

    /** Where Anthropic's clients have their key. */
    private static final String API_KEY = "x-api-key";

    private final Routes routes;
    private final BodyLimit bodies;
    private final JsonMapper json;

    AccessTokenResolver(Routes routes, BodyLimit bodies, JsonMapper json) {
        this.routes = routes;
        this.bodies = bodies;
        this.json = json;
    }

    /**
     * @throws InvalidBearerTokenException if there is an {@code Authorization} header that holds no token
     * @throws Refusal {@link ErrorCode#FORBIDDEN} for an API key where none is taken
     */
    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        Target target = routes.target(request);
        if (target == null || target.route().access() == Access.PUBLIC) {
            return null;
        }
        String token = find(request, target.route());
        if (token != null && OpaqueCredential.isApiKey(token) && !target.route().apiKeys()) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This call does not accept API keys; it needs an access token.");
        }
        return token;
    }

    private @Nullable String find(HttpServletRequest request, Route route) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (headers.isEmpty()) {
            List<String> keys = Collections.list(request.getHeaders(API_KEY));
            if (route.apiKeys() && keys.size() == 1) {
                return requireToken(keys.getFirst().strip());
            }
            return route.tokenInBody() ? fromBody(request) : null;
        }
        // Not by a pattern: for an access token of usual length that takes longer than all else that is done here.
        String credentials = headers.getFirst().strip();
        int space = credentials.indexOf(' ');
        if (headers.size() > 1 || space < 0 || !isScheme(credentials.substring(0, space))) {
            throw new InvalidBearerTokenException("not one access token");
        }
        return requireToken(credentials.substring(space).strip());
    }

    /** What is passed on in a header has to be fit for one, wherever it comes from. */
    private static String requireToken(String text) {
        if (!isToken(text)) {
            throw new InvalidBearerTokenException("no token");
        }
        return text;
    }

    private static boolean isScheme(String word) {
        return word.equalsIgnoreCase("Bearer") || word.equalsIgnoreCase("Token");
    }

    private static boolean isToken(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || MARKS.indexOf(c) >= 0)) {
                return false;
            }
        }
        return end > 0;
    }

    private @Nullable String fromBody(HttpServletRequest request) {
        try {
            return json.readTree(bodies.read(request)).path("token").asStringOpt()
                    .map(AccessTokenResolver::requireToken)
                    .orElse(null);
        } catch (JacksonException e) {
            // Whether the body is any good is for the side to say, to somebody whom it knows.
            return null;
        }
    }
}
