package io.chatledger.gateway.routing;

import io.chatledger.webaccess.RequestLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    private static final Pattern ENCODED_SLASH = Pattern.compile("%2[Ff]");

    /** Also in a half-encoded form: RFC 3986, section 5.2.4, is about what is left after decoding. */
    private static final Pattern LEADS_UPWARDS = Pattern.compile("/((\\.|%2[Ee]){0,2})(/|$)");

    private final List<Call> calls = new ArrayList<>();

    Routes(RoutingSettings settings) {
        settings.routes().forEach(this::declare);
    }

    /** Where the request goes; nowhere if its path is unknown or does not know its method. */
    public @Nullable Target target(HttpServletRequest request) {
        // Whoever may GET may also ask for the headers alone (RFC 9110, section 9.3.2).
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        String path = withSlashes(request.getRequestURI());
        Route route = calls(request.getRequestURI())
                .filter(call -> call.method.matches(method))
                .findFirst()
                .map(Call::route)
                .orElse(null);
        if (route == null) {
            return null;
        }
        RequestLog.noteRoute(request, route.path());
        return new Target(route, route.hasVariables() ? path : route.path());
    }

    /** Whether the request leads to a side that wants to know who asks. */
    public boolean needsCaller(HttpServletRequest request) {
        Target target = target(request);
        return target != null && target.route().access() == Access.AUTHENTICATED;
    }

    /** The methods that the path knows, sorted; none if the path is unknown. */
    public Set<String> methods(String uri) {
        var methods = new TreeSet<String>();
        calls(uri).forEach(call -> methods.add(call.method.name()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /**
     * An encoded slash is a slash only where there may be any number of them: then the side need not know of it. What
     * would lead upwards that way leads nowhere.
     */
    private Stream<Call> calls(String uri) {
        String withSlashes = withSlashes(uri);
        if (withSlashes.equals(uri)) {
            PathContainer path = PathContainer.parsePath(uri);
            return calls.stream().filter(call -> call.pattern.matches(path));
        }
        if (LEADS_UPWARDS.matcher(withSlashes).find()) {
            return Stream.empty();
        }
        PathContainer path = PathContainer.parsePath(withSlashes);
        return calls.stream().filter(call -> call.route.mayHaveSlashesAtTheEndOf(uri) && call.pattern.matches(path));
    }

    private static String withSlashes(String uri) {
        return uri.contains("%2") ? ENCODED_SLASH.matcher(uri).replaceAll("/") : uri;
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
