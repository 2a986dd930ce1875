package io.chatledger.command.openai;

import io.chatledger.command.web.Problem;
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

/** Tells every problem under {@code /v1} in OpenAI's shape, whoever found it: those of authentication, too. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE) // or the handler for everything else comes first
class OpenAiErrors implements ResponseBodyAdvice<Object> {

    @ExceptionHandler
    ResponseEntity<OpenAiError> answer(CompletionRefusal refusal) {
        return ResponseEntity.status(refusal.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(refusal.error());
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
        if (body instanceof Problem problem && isOpenAi(request.getURI().getPath())) {
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            Boolean worthARetry = OpenAiError.isWorthARetry(problem.code());
            if (worthARetry != null) {
                response.getHeaders().set("x-should-retry", worthARetry.toString());
            }
            return OpenAiError.of(problem);
        }
        return body;
    }

    private static boolean isOpenAi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }
}
