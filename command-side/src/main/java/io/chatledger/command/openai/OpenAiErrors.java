package io.chatledger.command.openai;

import io.chatledger.api.ErrorCode;
import io.chatledger.webaccess.AnthropicError;
import io.chatledger.webaccess.Dialect;
import io.chatledger.webaccess.Problem;
import io.chatledger.webaccess.TraceId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Tells every problem under {@code /v1} in OpenAI's or Anthropic's shape, whoever found it, authentication too. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE) // or the handler for everything else comes first
class OpenAiErrors implements ResponseBodyAdvice<Object> {

    @ExceptionHandler
    ResponseEntity<Object> answer(CompletionRefusal refusal, HttpServletRequest request) {
        boolean anthropic = Dialect.at(request.getRequestURI()) == Dialect.ANTHROPIC;
        return ResponseEntity.status(refusal.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(anthropic
                        ? AnthropicError.of(refusal.code(), String.valueOf(refusal.getMessage()), TraceId.current())
                        : refusal.error());
    }

    @Override
    public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType selectedContentType,
            Class<? extends HttpMessageConverter<?>> selectedConverterType,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        Dialect dialect = Dialect.at(request.getURI().getPath());
        if (body instanceof Problem problem && dialect != Dialect.OURS) {
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            Boolean worthARetry = isWorthARetry(problem.code());
            if (worthARetry != null) {
                response.getHeaders().set("x-should-retry", worthARetry.toString());
            }
            return dialect.body(problem);
        }
        return body;
    }

    /**
     * What to tell OpenAI's client libraries, which else send everything again that fails with 408, 409, 429 or 5xx;
     * null to leave it to them.
     */
    private static @Nullable Boolean isWorthARetry(ErrorCode code) {
        return switch (code) {
            // Nothing was charged, and it will pass.
            case UNAVAILABLE -> true;
            // It would fail again, for as long, or although it is not wanted; after INTERNAL it might be charged twice.
            case OUT_OF_TOKENS, PROVIDER_TIMEOUT, CANCELLED, INTERNAL -> false;
            default -> null;
        };
    }
}
