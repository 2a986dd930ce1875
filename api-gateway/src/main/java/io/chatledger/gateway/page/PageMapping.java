package io.chatledger.gateway.page;

import io.chatledger.webaccess.RequestLog;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.resource.EncodedResourceResolver;
import org.springframework.web.servlet.resource.PathResourceResolver;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Leads a browser that goes to an address of the page to its one document; the rest of the address is the page's
 * business. The API's paths are asked before, and what is below them never becomes a page.
 */
@Component
class PageMapping extends AbstractHandlerMapping {

    /** Nothing from elsewhere, nothing inline, no plugin, no frame around it. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " font-src 'self'; connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none';"
            + " form-action 'self'";
    private static final String NO_FEATURES = "accelerometer=(), camera=(), display-capture=(), geolocation=(),"
            + " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    /** What is first in the paths of everything else. */
    private static final Set<String> NOT_OF_THE_PAGE = Set.of("api", "v1", "docs", "assets", ".well-known");

    private final ResourceHttpRequestHandler document = document();

    PageMapping() {
        setOrder(LOWEST_PRECEDENCE);
    }

    @Override
    protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
        return isOfThePage(request) ? (HttpRequestHandler) this::answer : null;
    }

    private static boolean isOfThePage(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (path.equals("/")) {
            return true;
        }
        boolean navigates = Set.of("GET", "HEAD").contains(request.getMethod())
                && StringUtils.hasText(request.getHeader(HttpHeaders.ACCEPT))
                && request.getHeader(HttpHeaders.ACCEPT).contains("text/html");
        String[] segments = path.substring(1).split("/");
        return navigates && !NOT_OF_THE_PAGE.contains(segments[0]) && !segments[segments.length - 1].contains(".");
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Permissions-Policy", NO_FEATURES);
        RequestLog.noteRoute(request, "/");
        request.setAttribute(PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE, "index.html");
        document.handleRequest(request, response);
    }

    private static ResourceHttpRequestHandler document() {
        var built = new ClassPathResource("page/index.html");
        var handler = new ResourceHttpRequestHandler();
        handler.setCacheControl(CacheControl.noCache());
        handler.setLocations(List.of(new ClassPathResource(built.exists() ? "page/" : "page-missing/")));
        handler.setResourceResolvers(List.of(new EncodedResourceResolver(), new PathResourceResolver()));
        try {
            handler.afterPropertiesSet();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return handler;
    }
}
