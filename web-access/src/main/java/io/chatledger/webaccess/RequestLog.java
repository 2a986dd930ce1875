package io.chatledger.webaccess;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.servlet.HandlerMapping;

/**
 * One line for each request when it is over, with its trace id, also for those that Tomcat refuses by itself. Paths are
 * told by their templates, and queries, addresses and names not at all: the account's id is all that is said of people.
 */
public final class RequestLog extends EndedRequests {

    /** Its level is a setting: {@code logging.level.io.chatledger.access}. */
    private static final Logger log = LoggerFactory.getLogger("io.chatledger.access");

    /** Others are words of the client's own choice. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final String CALLER = RequestAttributeSecurityContextRepository.DEFAULT_REQUEST_ATTR_NAME;
    private static final String NONE = "-";

    /** To be called as soon as the template is known: what is refused later is told by it, too. */
    public static void noteRoute(HttpServletRequest request, String template) {
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, template);
    }

    @Override
    public void log(Request request, Response response, long nanos) {
        if (!log.isInfoEnabled()) {
            return;
        }
        String method = method(request);
        String route = route(request);
        int status = response.getStatus();
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        String accountId = accountId(request);
        try (var _ = MDC.putCloseable(TraceId.LOGGED_AS, TraceId.of(request))) {
            log.atInfo()
                    .addKeyValue("method", method)
                    .addKeyValue("route", route)
                    .addKeyValue("status", status)
                    .addKeyValue("duration_millis", millis)
                    .addKeyValue("account_id", accountId)
                    .log("{} {} {} in {} ms for {}", method, route, status, millis, accountId);
        }
    }

    static String method(Request request) {
        String method = request.getMethod();
        return method != null && METHODS.contains(method) ? method : NONE;
    }

    /** None of what is nowhere known: such a path may hold anything. */
    static String route(Request request) {
        Object template = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return template == null ? NONE : template.toString();
    }

    private static String accountId(Request request) {
        SecurityContext caller = (SecurityContext) request.getAttribute(CALLER);
        return caller == null || caller.getAuthentication() == null ? NONE : caller.getAuthentication().getName();
    }
}
