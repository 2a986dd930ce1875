package io.chatledger.gateway.problem;

import io.chatledger.api.ErrorCode;
import io.chatledger.webaccess.Dialect;
import io.chatledger.webaccess.Problem;
import io.chatledger.webaccess.TraceId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import tools.jackson.databind.json.JsonMapper;

/** The one place where the gateway says no: turns whatever went wrong into a problem, in the dialect of the path. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class Problems implements HandlerExceptionResolver {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** Soon, because the usual reason is a restart. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** Answers with what the exception means. */
    public void write(HttpServletRequest request, HttpServletResponse response, Exception exception)
            throws IOException {
        Refusal refusal = refusal(exception);
        String traceId = TraceId.of(request);
        response.resetBuffer();
        response.setStatus(refusal.code().status());
        response.setHeader(TraceId.HEADER, traceId);
        switch (refusal.code()) {
            case UNAUTHENTICATED -> response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case UNAVAILABLE -> response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            default -> {}
        }
        refusal.headers().forEach(response::setHeader);
        var problem = Problem.of(refusal.code(), refusal.getMessage(), traceId, refusal.errors(), Map.of());
        Dialect dialect = Dialect.at(request.getRequestURI());
        response.setContentType(
                dialect == Dialect.OURS
                        ? MediaType.APPLICATION_PROBLEM_JSON_VALUE
                        : MediaType.APPLICATION_JSON_VALUE);
        byte[] body = json.writeValueAsBytes(dialect.body(problem));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** For exceptions of handlers. One that comes after the answer has begun goes on, and aborts the connection. */
    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception exception) {
        if (response.isCommitted()) {
            return null;
        }
        try {
            write(request, response, exception);
            // The servlet would add to the refusal of an OPTIONS that everything is allowed.
            response.flushBuffer();
        } catch (IOException clientGone) {
            log.debug("The client disconnected before it received the error", clientGone);
        }
        return new ModelAndView();
    }

    private static Refusal refusal(Exception exception) {
        return switch (exception) {
            case Refusal refusal -> refusal;
            case AuthenticationServiceException keysMissing -> {
                log.warn("Access tokens cannot be verified: {}",
                        NestedExceptionUtils.getMostSpecificCause(keysMissing).toString());
                yield new Refusal(ErrorCode.UNAVAILABLE, "Access tokens cannot be verified at the moment.");
            }
            case AuthenticationException _ ->
                new Refusal(ErrorCode.UNAUTHENTICATED, "This call needs a valid bearer token.");
            case AccessDeniedException _ -> new Refusal(ErrorCode.FORBIDDEN, "You are not allowed to make this call.");
            case HttpRequestMethodNotSupportedException wrongMethod -> new Refusal(
                    ErrorCode.METHOD_NOT_ALLOWED,
                    "This path does not support the method.",
                    Map.of(HttpHeaders.ALLOW, String.join(", ", wrongMethod.getSupportedMethods())));
            case ErrorResponse known -> ofStatus(known.getStatusCode().value());
            default -> {
                log.error("Unexpected", exception);
                yield ofStatus(ErrorCode.INTERNAL.status());
            }
        };
    }

    /** For what the framework or the container refused: they say no more than a status. */
    static Refusal ofStatus(int status) {
        return switch (status) {
            case 404 -> new Refusal(ErrorCode.NOT_FOUND, "There is nothing under this path.");
            case 405 -> new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This path does not support the method.");
            case 408 -> new Refusal(ErrorCode.INVALID_REQUEST, "The request did not arrive in time.");
            case 413 -> new Refusal(ErrorCode.TOO_LARGE, "The request is too large.");
            case 415 -> new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be JSON.");
            // Tomcat's word for CONNECT and for transfer codings other than chunked.
            case 501 -> new Refusal(ErrorCode.INVALID_REQUEST, "The method or the transfer coding is not supported.");
            case 503 -> new Refusal(ErrorCode.UNAVAILABLE, "Please try again.");
            default -> status < 500
                    ? new Refusal(ErrorCode.INVALID_REQUEST, "The request is not well-formed.")
                    : new Refusal(
                            ErrorCode.INTERNAL, "Something went wrong here; the trace id helps to find out what.");
        };
    }
}
