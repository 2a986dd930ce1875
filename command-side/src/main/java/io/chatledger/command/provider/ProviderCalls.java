package io.chatledger.command.provider;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.Reply;
import io.chatledger.command.provider.ProviderSettings.Limits;
import io.chatledger.command.provider.ProviderSettings.Provider;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** Calls to one provider: bounded in number and time, and none for a while when the provider is down. */
final class ProviderCalls {

    private static final int OK = 200;

    private final Provider provider;
    private final Limits limits;
    private final JsonMapper json;
    private final URI completions;
    private final Semaphore slots;
    private final CircuitBreaker breaker;
    private final HttpClient http;

    ProviderCalls(Provider provider, Limits limits, JsonMapper json) {
        this.provider = provider;
        this.limits = limits;
        this.json = json;
        this.completions = URI.create(provider.baseUrl().toString().replaceAll("/+$", "") + "/chat/completions");
        this.slots = new Semaphore(limits.callsAtOnce());
        this.breaker = CircuitBreaker.of(
                provider.name(),
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(limits.breakerFailures())
                        .minimumNumberOfCalls(limits.breakerFailures())
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(limits.breakerPause())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // it would carry the key and the prompt elsewhere
                .connectTimeout(limits.connectTimeout())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    int atOnce() {
        return limits.callsAtOnce();
    }

    /** @throws ModelFailure if there is no whole reply */
    Reply stream(byte[] body, Consumer<String> onDelta, Cancellation cancellation) {
        if (!slots.tryAcquire()) {
            throw failure(ErrorCode.UNAVAILABLE, "all calls at once are in use");
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                throw failure(ErrorCode.UNAVAILABLE, "left alone after failures");
            }
            return call(body, onDelta, cancellation);
        } finally {
            slots.release();
        }
    }

    /** The breaker hears of each call once: of the first byte, or of a failure before it. */
    private Reply call(byte[] body, Consumer<String> onDelta, Cancellation cancellation) {
        long startedNanos = System.nanoTime();
        HttpResponse<InputStream> response;
        try {
            response = begin(body, cancellation);
        } catch (ModelFailure failure) {
            if (failure.code() == ErrorCode.CANCELLED) {
                breaker.releasePermission();
            } else {
                breaker.onError(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS, failure);
            }
            throw failure;
        }
        breaker.onSuccess(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
        try (InputStream stream = response.body();
                var deadlines = new Deadlines(limits, startedNanos, stream)) {
            cancellation.onCancel(() -> close(stream));
            return new CompletionReader(json, limits.longestReplyCharacters(), deadlines, onDelta).read(stream);
        } catch (IOException e) {
            throw failure(ErrorCode.PROVIDER_FAILED, "broke off: " + e.getClass().getSimpleName());
        }
    }

    private HttpResponse<InputStream> begin(byte[] body, Cancellation cancellation) {
        HttpRequest.Builder request = HttpRequest.newBuilder(completions)
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofByteArray(body));
        if (!provider.apiKey().isEmpty()) {
            request.header("Authorization", "Bearer " + provider.apiKey());
        }
        CompletableFuture<HttpResponse<InputStream>> sending =
                http.sendAsync(request.build(), BodyHandlers.ofInputStream());
        cancellation.onCancel(() -> sending.cancel(true));
        try {
            return accepted(sending.get(limits.firstTokenTimeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sending.cancel(true);
            throw failure(ErrorCode.PROVIDER_TIMEOUT, "no answer in time");
        } catch (CancellationException e) {
            throw failure(ErrorCode.CANCELLED, "cancelled before the answer");
        } catch (InterruptedException e) {
            sending.cancel(true);
            Thread.currentThread().interrupt();
            throw failure(ErrorCode.CANCELLED, "interrupted");
        } catch (ExecutionException e) {
            throw failure(ErrorCode.PROVIDER_FAILED, "not reached: " + e.getCause().getClass().getSimpleName());
        }
    }

    /** The body of a refusal may quote the prompt, so it is not read. */
    private HttpResponse<InputStream> accepted(HttpResponse<InputStream> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() == OK && type.startsWith("text/event-stream")) {
            return response;
        }
        close(response.body());
        throw failure(ErrorCode.PROVIDER_FAILED, "answered status " + response.statusCode() + " with '" + type + "'");
    }

    private ModelFailure failure(ErrorCode code, String what) {
        return new ModelFailure(code, "provider " + provider.name() + ": " + what);
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // It is closed.
        }
    }
}
