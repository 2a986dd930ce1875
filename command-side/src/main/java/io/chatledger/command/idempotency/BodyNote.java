package io.chatledger.command.idempotency;

import java.lang.reflect.Type;
import java.util.Arrays;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Remembers the body of a {@link RepeatableRequest}: it is the same request if it says the same, however it is written.
 */
@RestControllerAdvice
class BodyNote extends RequestBodyAdviceAdapter {

    @Override
    public boolean supports(
            MethodParameter body, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return body.getMethod() != null
                && Arrays.asList(body.getMethod().getParameterTypes()).contains(RepeatableRequest.class);
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        RequestContextHolder.currentRequestAttributes()
                .setAttribute(RepeatableRequest.BODY, body, RequestAttributes.SCOPE_REQUEST);
        return body;
    }
}
