package io.chatledger.webaccess;

import io.chatledger.api.InvalidValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets a controller say by a parameter that its call may be repeated under an {@link IdempotencyKey}, and refuses the
 * key to all others.
 *
 * @param <T> the type of that parameter
 */
public abstract class RepeatableCalls<T> implements WebMvcConfigurer, HandlerMethodArgumentResolver,
        HandlerInterceptor {

    private final Class<T> type;
    private final BiFunction<HttpServletRequest, HttpServletResponse, T> argument;

    protected RepeatableCalls(Class<T> type, BiFunction<HttpServletRequest, HttpServletResponse, T> argument) {
        this.type = type;
        this.argument = argument;
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
        return parameter.getParameterType() == type;
    }

    @Override
    public T resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return argument.apply(
                Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)),
                Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class)));
    }

    /** @throws InvalidValue rather than let somebody believe that a repeated call is safe */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && request.getHeader(IdempotencyKey.HEADER) != null
                && Arrays.stream(method.getMethodParameters()).noneMatch(this::takesKey)) {
            throw new InvalidValue(IdempotencyKey.HEADER, "is not supported by this call; leave it out");
        }
        return true;
    }

    private boolean takesKey(MethodParameter parameter) {
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        return supportsParameter(parameter) || header != null && header.name().equals(IdempotencyKey.HEADER);
    }
}
