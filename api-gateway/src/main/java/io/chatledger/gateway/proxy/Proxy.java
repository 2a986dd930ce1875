package io.chatledger.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.limit.BodyLimit;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.gateway.routing.Route;
import io.chatledger.gateway.routing.Target;
import io.chatledger.webaccess.Problem;
import io.chatledger.webaccess.TraceId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Passes a call on to its side: canonical path, the caller's token, and of the headers only what a side reads. */
@Component
class Proxy {

    private final ProxySettings settings;
    private final BodyLimit bodies;
    private final SideClient sides;
    private final Relay relay;
    private final SessionCookie cookie;

    Proxy(ProxySettings settings, BodyLimit bodies, SideClient sides, Relay relay, SessionCookie cookie) {
        this.settings = settings;
        this.bodies = bodies;
        this.sides = sides;
        this.relay = relay;
        this.cookie = cookie;
    }

    void forward(Target target, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Route route = target.route();
        Duration timeout = route.responseTimeout() == null ? settings.responseTimeout() : route.responseTimeout();
        boolean inCookie = cookie.isAskedFor(route, request);
        HttpUriRequestBase call = call(target, request);
        if (inCookie) {
            call.setEntity(new ByteArrayEntity(cookie.body(route, request, bodies.read(request)), null));
            call.setHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
        }
        ClassicHttpResponse answer = sides.send(call, timeout);
        if (inCookie) {
            keepInCookie(route, call, answer, request, response);
        }
        relay.relay(call, answer, response);
    }

    private void keepInCookie(
            Route route,
            HttpUriRequestBase call,
            ClassicHttpResponse answer,
            HttpServletRequest request,
            HttpServletResponse response) {
        try {
            cookie.keep(route, answer, request, response);
        } catch (IOException e) {
            call.abort();
            throw SideClient.unanswered(call, e);
        }
    }

    private HttpUriRequestBase call(Target target, HttpServletRequest request) {
        Route route = target.route();
        boolean get = route.method().equals(HttpMethod.GET);
        String method = get && request.getMethod().equals("HEAD") ? "HEAD" : route.method().name();
        var call = new HttpUriRequestBase(method, uri(target, request));
        if (!get) {
            call.setEntity(body(route, request));
        }
        RequestHeaders.passedOn(request)
                .forEach((name, values) -> values.forEach(value -> call.addHeader(name, value)));
        call.setHeader(TraceId.HEADER, TraceId.of(request));
        // Exactly one, whatever came in: the address as Tomcat has verified it.
        call.setHeader("X-Forwarded-For", request.getRemoteAddr());
        if (request.getUserPrincipal() instanceof AbstractOAuth2TokenAuthenticationToken<?> caller) {
            call.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + caller.getToken().getTokenValue());
        }
        return call;
    }

    private URI uri(Target target, HttpServletRequest request) {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        try {
            return settings.url(target.route().side()).resolve(target.path() + query);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(Problem.QUERY, "is not well-formed");
        }
    }

    private HttpEntity body(Route route, HttpServletRequest request) {
        byte[] body = route.maxBodySize() == null
                ? bodies.read(request)
                : bodies.read(request, route.maxBodySize().toBytes());
        if (body.length > 0 && !isJson(request.getContentType())) {
            throw new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON in UTF-8.");
        }
        return new ByteArrayEntity(body, null);
    }

    private static boolean isJson(@Nullable String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType == null ? "" : contentType);
            return type.getType().equals("application")
                    && (type.getSubtype().equals("json") || "json".equals(type.getSubtypeSuffix()))
                    && (type.getCharset() == null || type.getCharset().equals(UTF_8));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
