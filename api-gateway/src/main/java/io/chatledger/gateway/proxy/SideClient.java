package io.chatledger.gateway.proxy;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Calls the sides over kept connections. A call that may change something is sent at most once: the JDK's client
 * repeats by itself only GET and HEAD, and connection attempts, before anything was sent.
 */
@Component
class SideClient implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(SideClient.class);

    /** Doing these twice does no more than doing them once (RFC 9110, section 9.2.2). */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE");

    private final HttpClient client;

    SideClient(ProxySettings settings) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                // The sides are neighbours, whatever proxy this machine uses to reach the world.
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /**
     * The answer as soon as it begins.
     *
     * @param timeout until then; the client's own timeout is not used, because from Java 26 on it ends streams, too
     * @throws Refusal {@link ErrorCode#UNAVAILABLE} if there is none
     */
    HttpResponse<InputStream> send(HttpRequest call, Duration timeout) {
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(call, BodyHandlers.ofInputStream());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unanswered(call, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unanswered(call, e);
        } catch (ExecutionException e) {
            throw unanswered(call, e.getCause());
        }
    }

    /** What to tell a client whose call was not answered, or not to the end. */
    static Refusal unanswered(HttpRequest call, Throwable reason) {
        log.warn("No whole answer to {} {}: {}", call.method(), call.uri().getPath(), reason.toString());
        if (reason instanceof ConnectException || reason instanceof HttpConnectTimeoutException) {
            return new Refusal(ErrorCode.UNAVAILABLE, "A part of the system is down; nothing was done.");
        }
        boolean repeatable = REPEATABLE.contains(call.method())
                || call.headers().firstValue(RequestHeaders.IDEMPOTENCY_KEY).isPresent();
        return repeatable
                ? new Refusal(ErrorCode.UNAVAILABLE, "A part of the system did not answer; please try again.")
                // It may have been done or not. Clients that repeat by themselves would perhaps do it twice.
                : new Refusal(
                        ErrorCode.UNAVAILABLE,
                        "A part of the system did not answer, and whether the call took effect is unknown.",
                        Map.of("x-should-retry", "false"));
    }

    @Override
    public void destroy() {
        client.shutdownNow();
    }
}
