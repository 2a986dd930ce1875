package io.chatledger.gateway.proxy;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.chatledger.gateway.routing.Routes;
import io.chatledger.gateway.routing.Side;
import io.chatledger.gateway.routing.Target;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/** Leads the declared calls, and nothing else, to the proxy. */
@Component
class RouteMapping extends AbstractHandlerMapping {

    private final Routes routes;
    private final Proxy proxy;
    private final Map<String, CombinedCall> combined;

    RouteMapping(Routes routes, Proxy proxy, List<CombinedCall> combined) {
        this.routes = routes;
        this.proxy = proxy;
        this.combined = combined.stream().collect(toMap(CombinedCall::path, call -> call));
        setOrder(HIGHEST_PRECEDENCE);
    }

    @Override
    protected @Nullable Object getHandlerInternal(HttpServletRequest request)
            throws HttpRequestMethodNotSupportedException {
        Target target = routes.target(request);
        if (target != null) {
            if (target.route().side() == Side.BOTH) {
                CombinedCall both = requireNonNull(combined.get(target.route().path()));
                return (HttpRequestHandler) both::answer;
            }
            return (HttpRequestHandler) (call, answer) -> proxy.forward(target, call, answer);
        }
        Set<String> methods = routes.methods(request.getRequestURI());
        if (methods.isEmpty()) {
            return null;
        }
        if (request.getMethod().equals("OPTIONS")) {
            return (HttpRequestHandler) (call, answer) -> {
                answer.setStatus(HttpStatus.NO_CONTENT.value());
                answer.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
            };
        }
        throw new HttpRequestMethodNotSupportedException(request.getMethod(), methods);
    }
}
