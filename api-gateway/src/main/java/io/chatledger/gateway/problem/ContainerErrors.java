package io.chatledger.gateway.problem;

import io.chatledger.gateway.routing.Routes;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.HttpRequestMethodNotSupportedException;

/**
 * Words for what Tomcat refused by itself, down to a malformed request line. In place of an error page, because an
 * error page is fetched by handling the request once more, which must not be: it would go to its side twice.
 */
@Component
class ContainerErrors implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(ContainerErrors.class);

    private final Problems problems;
    private final Routes routes;

    ContainerErrors(Problems problems, Routes routes) {
        this.problems = problems;
        this.routes = routes;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addContextCustomizers(context -> context.getParent().getPipeline().addValve(new ProblemValve()));
    }

    private Exception refusal(Request request, Response response) {
        if (response.getStatus() != HttpStatus.METHOD_NOT_ALLOWED.value()) {
            return Problems.ofStatus(response.getStatus());
        }
        // This is TRACE, and Tomcat has listed what servlets in general can do.
        response.setHeader(HttpHeaders.ALLOW, null);
        Set<String> methods = routes.methods(StringUtils.trimTrailingCharacter(request.getRequestURI(), '/'));
        return methods.isEmpty()
                // Nowhere known, like any other such method.
                ? Problems.ofStatus(HttpStatus.NOT_IMPLEMENTED.value())
                : new HttpRequestMethodNotSupportedException(request.getMethod(), methods);
    }

    /** Leaves to its parent to abort the connection when an answer that has begun cannot be ended. */
    private final class ProblemValve extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable failure) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            var clientListens = new AtomicBoolean();
            response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, clientListens);
            if (!clientListens.get()) {
                return;
            }
            try {
                problems.write(request, response, refusal(request, response));
                response.finishResponse();
            } catch (IOException clientGone) {
                log.debug("The client disconnected before it received the error", clientGone);
            }
        }
    }
}
