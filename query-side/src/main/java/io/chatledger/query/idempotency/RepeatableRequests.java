package io.chatledger.query.idempotency;

import io.chatledger.api.InvalidValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Hands {@link RepeatableRequest}s to the controllers that ask for them, and refuses the key to all others. */
@Component
class RepeatableRequests implements WebMvcConfigurer, HandlerMethodArgumentResolver, HandlerInterceptor {

    private final KeptAnswers answers;

    RepeatableRequests(KeptAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == RepeatableRequest.class;
    }

    @Override
    public RepeatableRequest resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return new RepeatableRequest(
                answers,
                Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)),
                Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
    }

    /** @throws InvalidValue rather than let somebody believe that a repeated call is safe */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && request.getHeader(RepeatableRequest.KEY_HEADER) != null
                && Arrays.stream(method.getMethodParameters()).noneMatch(this::supportsParameter)) {
            throw new InvalidValue(RepeatableRequest.KEY_HEADER, "is not honoured here: leave it out");
        }
        return true;
    }
}
