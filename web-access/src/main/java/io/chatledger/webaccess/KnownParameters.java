package io.chatledger.webaccess;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.InvalidValue;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses parameters of the query that the call does not know, that are empty or given twice: whoever misspells a
 * filter is not to take everything for what was filtered. What a call knows is what its handler declares.
 */
public final class KnownParameters implements HandlerInterceptor {

    /** Of everything else the name is not repeated in the answer. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    /** @throws InvalidValue names the first one that is wrong */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        // An error is answered by a handler of its own, with the same query.
        if (query != null && request.getDispatcherType() == DispatcherType.REQUEST
                && handler instanceof HandlerMethod method) {
            check(query, known.computeIfAbsent(method.getMethod(), KnownParameters::declared));
        }
        return true;
    }

    private static void check(String query, Set<String> known) {
        var seen = new HashSet<String>();
        for (String parameter : query.split("&")) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
                if (!known.contains(name)) {
                    throw new InvalidValue(NAME.matcher(name).matches() ? name : "query", "is unknown");
                }
                if (!seen.add(name)) {
                    throw new InvalidValue(name, "must be given once");
                }
                if (equals < 0 || equals == parameter.length() - 1) {
                    throw new InvalidValue(name, "must not be empty");
                }
            }
        }
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    private static Set<String> declared(Method handler) {
        return Arrays.stream(handler.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
                .map(parameter -> {
                    String name = parameter.getAnnotation(RequestParam.class).name();
                    return name.isEmpty() ? parameter.getName() : name;
                })
                .collect(Collectors.toUnmodifiableSet());
    }
}
