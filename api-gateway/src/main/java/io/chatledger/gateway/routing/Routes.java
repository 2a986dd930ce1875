package io.chatledger.gateway.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** All calls that clients can make. What is not declared here leads to no side. */
@Component
public class Routes {

    private final List<Call> calls = new ArrayList<>();

    Routes(RoutingSettings settings) {
        settings.routes().forEach(this::declare);
    }

    /** Where the request goes; nowhere if its path is unknown or does not know its method. */
    public @Nullable Target target(HttpServletRequest request) {
        // Whoever may GET may also ask for the headers alone (RFC 9110, section 9.3.2).
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        PathContainer path = PathContainer.parsePath(request.getRequestURI());
        for (Call call : calls) {
            if (call.method.matches(method) && call.pattern.matches(path)) {
                return new Target(call.route, call.route.hasVariables() ? path.value() : call.route.path());
            }
        }
        return null;
    }

    /** Whether the request leads to a side that wants to know who asks. */
    public boolean needsCaller(HttpServletRequest request) {
        Target target = target(request);
        return target != null && target.route().access() == Access.AUTHENTICATED;
    }

    /** The methods that the path knows, sorted; none if the path is unknown. */
    public Set<String> methods(String uri) {
        PathContainer path = PathContainer.parsePath(uri);
        var methods = new TreeSet<String>();
        for (Call call : calls) {
            if (call.pattern.matches(path)) {
                methods.add(call.method.name());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private void declare(Route route) {
        declare(route.method(), route.path(), route);
        for (String alias : route.aliases()) {
            Assert.state(!route.hasVariables(), () -> "a path with variables cannot have aliases: " + route.path());
            int space = alias.indexOf(' ');
            HttpMethod method = space < 0 ? route.method() : HttpMethod.valueOf(alias.substring(0, space));
            declare(method, alias.substring(space + 1), route);
        }
    }

    private void declare(HttpMethod method, String path, Route route) {
        PathPattern pattern = PathPatternParser.defaultInstance.parse(path);
        boolean declaredBefore = calls.stream()
                .anyMatch(call -> call.method.equals(method) && call.pattern.equals(pattern));
        Assert.state(!declaredBefore, () -> "declared twice: " + method + " " + path);
        calls.add(new Call(method, pattern, route));
    }

    private record Call(HttpMethod method, PathPattern pattern, Route route) {}
}
