package io.chatledger.gateway.proxy;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.gateway.routing.Route;
import io.chatledger.gateway.routing.SessionCookieUse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the refresh token of a page in a cookie that no script can read, if the page asks for it by a header. That
 * header, and an {@code Origin} that is our own, keep other sites from using the cookie (RFC 6265bis, section 8.8):
 * neither can be sent by a form.
 */
@Component
class SessionCookie {

    static final String HEADER = "X-Chatledger-Session";

    private static final String ASKED = "cookie";
    private static final String NAME = "chatledger_refresh";

    /** Sent with the calls that refresh and end a session, and with no other. */
    private static final String PATH = "/api/token";

    /** What opens a session for long: in a page, every script could take it away. */
    private static final List<String> KEPT_BACK = List.of("refresh", "token");

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final JsonMapper json;
    private final Duration lifetime;

    SessionCookie(JsonMapper json, ProxySettings settings) {
        this.json = json;
        this.lifetime = settings.sessionCookieLifetime();
    }

    /** @throws Refusal {@link ErrorCode#FORBIDDEN} if the page that asks is none of ours */
    boolean isAskedFor(Route route, HttpServletRequest request) {
        String asked = request.getHeader(HEADER);
        if (route.sessionCookie() == SessionCookieUse.NONE || asked == null) {
            return false;
        }
        if (!asked.equals(ASKED)) {
            throw Refusal.ofField(HEADER, "must be \"" + ASKED + "\"");
        }
        String own = request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST);
        if (!own.equalsIgnoreCase(request.getHeader(HttpHeaders.ORIGIN))) {
            throw new Refusal(ErrorCode.FORBIDDEN, "Only pages of this site may keep a session in a cookie.");
        }
        return true;
    }

    /**
     * The body for command-side, which knows no cookies: what the client has sent, or the token that is in its cookie.
     */
    byte[] body(Route route, HttpServletRequest request, byte[] sent) {
        return route.sessionCookie() == SessionCookieUse.SET
                ? sent
                : json.writeValueAsBytes(Map.of("refresh", valueOf(request)));
    }

    /** Moves the refresh token from the answer into the cookie, or ends the cookie with its session. */
    void keep(Route route, ClassicHttpResponse answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (answer.getCode() == HttpStatus.UNAUTHORIZED.value() && route.sessionCookie() == SessionCookieUse.ROTATE) {
            set(response, request, "", Duration.ZERO);
        }
        if (answer.getCode() >= HttpStatus.MULTIPLE_CHOICES.value()) {
            return;
        }
        if (route.sessionCookie() == SessionCookieUse.CLEAR) {
            set(response, request, "", Duration.ZERO);
            return;
        }
        var session = (ObjectNode) json.readTree(EntityUtils.toByteArray(answer.getEntity(), MAX_ANSWER_BYTES));
        set(response, request, session.required("refresh").asString(), lifetime);
        byte[] rest = json.writeValueAsBytes(session.remove(KEPT_BACK));
        answer.setEntity(new ByteArrayEntity(rest, null));
        answer.setHeader(HttpHeaders.CONTENT_LENGTH, rest.length);
    }

    private static String valueOf(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies() == null ? new Cookie[0] : request.getCookies();
        return Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(NAME))
                .map(Cookie::getValue)
                .findFirst()
                .orElse("");
    }

    private static void set(
            HttpServletResponse response, HttpServletRequest request, String value, Duration lifetime) {
        boolean plainOnThisMachine = !request.isSecure()
                && THIS_MACHINE.contains(request.getServerName().toLowerCase(Locale.ROOT));
        response.addHeader(HttpHeaders.SET_COOKIE, ResponseCookie.from(NAME, value)
                .path(PATH)
                .maxAge(lifetime)
                .httpOnly(true)
                .secure(!plainOnThisMachine)
                .sameSite("Strict")
                .build()
                .toString());
    }
}
