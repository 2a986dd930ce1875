package io.chatledger.command.provider;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.ModelState;
import io.chatledger.command.chat.Reply;
import io.chatledger.command.provider.ProviderSettings.Limits;
import io.chatledger.command.provider.ProviderSettings.Provider;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Calls to one provider: bounded in number and time, and none for a while when the provider is down. */
final class ProviderCalls {

    private static final Logger log = LoggerFactory.getLogger(ProviderCalls.class);
    private static final int OK = 200;
    private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

    private final Provider provider;
    private final Limits limits;
    private final JsonMapper json;
    private final String baseUrl;
    private final Semaphore slots;
    private final CircuitBreaker breaker;
    private final Rest rest;
    /** By what the operator was warned of. */
    private final Map<String, Long> silentUntilNanos = new ConcurrentHashMap<>();
    private final HttpClient http;

    ProviderCalls(Provider provider, Limits limits, JsonMapper json) {
        this.provider = provider;
        this.limits = limits;
        this.json = json;
        this.baseUrl = provider.baseUrl().toString().replaceAll("/+$", "");
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
        this.rest = new Rest("provider " + provider.name());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // it would carry the key and the prompt elsewhere
                .connectTimeout(limits.connectTimeout())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    Limits limits() {
        return limits;
    }

    /** @param modelRest that of the model which is meant */
    ModelState state(Rest modelRest) {
        Duration ours = rest.left();
        Duration its = modelRest.left();
        return new ModelState(
                switch (breaker.getState()) {
                    case OPEN, FORCED_OPEN -> ModelState.Breaker.OPEN;
                    case HALF_OPEN -> ModelState.Breaker.HALF_OPEN;
                    case CLOSED, DISABLED, METRICS_ONLY -> ModelState.Breaker.CLOSED;
                },
                ours.compareTo(its) > 0 ? ours : its);
    }

    /**
     * @param modelRest that of the model which is asked
     * @throws ModelFailure if there is no whole reply
     */
    Reply ask(ProviderRequest request, Rest modelRest, Cancellation cancellation) {
        rest.check();
        modelRest.check();
        long endNanos = cancellation.begunNanos() + limits.totalTimeout().toNanos();
        if (System.nanoTime() - endNanos >= 0) {
            throw notAsked(ErrorCode.PROVIDER_TIMEOUT, "not asked, because those before it took all the time");
        }
        if (!slots.tryAcquire()) {
            throw notAsked(ErrorCode.UNAVAILABLE, "all its simultaneous calls are in use");
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                throw notAsked(ErrorCode.UNAVAILABLE, "not asked for a while, because it has failed too often");
            }
            return call(request, modelRest, cancellation, endNanos);
        } finally {
            slots.release();
        }
    }

    /** The breaker hears of each call once: of the status, or of a failure before it. */
    private Reply call(ProviderRequest request, Rest modelRest, Cancellation cancellation, long endNanos) {
        long startedNanos = System.nanoTime();
        HttpResponse<InputStream> response;
        try {
            response = begin(request, cancellation, endNanos);
        } catch (ModelFailure failure) {
            boolean leftTooLittleTime = endNanos - startedNanos < mostNanosUntilAnswer() / 2;
            if (failure.code() == ErrorCode.CANCELLED || leftTooLittleTime) {
                breaker.releasePermission();
            } else {
                breaker.onError(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS, failure);
            }
            throw leftTooLittleTime ? failure.notOfProvider() : failure;
        }
        try (InputStream stream = response.body();
                var deadlines = new Deadlines(limits, startedNanos, endNanos, stream)) {
            cancellation.onCancel(() -> close(stream));
            if (response.statusCode() != OK) {
                throw refused(response, new String(request.body(), StandardCharsets.UTF_8), modelRest, startedNanos);
            }
            breaker.onSuccess(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (!type.toLowerCase(Locale.ROOT).startsWith(request.accepted())) {
                throw failure(
                        ErrorCode.PROVIDER_FAILED, "answered with '%s', not %s".formatted(type, request.accepted()));
            }
            return request.reader().read(decoded(response), deadlines);
        } catch (IOException e) {
            throw failure(ErrorCode.PROVIDER_FAILED, "the connection broke: " + e.getClass().getSimpleName());
        }
    }

    /** Of a call that has all the time for itself. */
    private long mostNanosUntilAnswer() {
        return Math.min(limits.firstTokenTimeout().toNanos(), limits.totalTimeout().toNanos());
    }

    private HttpResponse<InputStream> begin(ProviderRequest request, Cancellation cancellation, long endNanos) {
        HttpRequest.Builder call = HttpRequest.newBuilder(URI.create(baseUrl + request.path()))
                .header("Content-Type", "application/json")
                .header("Accept", request.accepted())
                .POST(BodyPublishers.ofByteArray(request.body()));
        provider.form().headers(provider.apiKey()).forEach(call::header);
        CompletableFuture<HttpResponse<InputStream>> sending =
                http.sendAsync(call.build(), BodyHandlers.ofInputStream());
        cancellation.onCancel(() -> sending.cancel(true));
        try {
            long leftNanos = endNanos - System.nanoTime();
            return sending.get(Math.min(limits.firstTokenTimeout().toNanos(), leftNanos), TimeUnit.NANOSECONDS);
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
            Throwable cause = requireNonNull(e.getCause());
            throw failure(ErrorCode.PROVIDER_FAILED, "cannot be reached: " + cause.getClass().getSimpleName());
        }
    }

    private ModelFailure refused(
            HttpResponse<InputStream> response, String request, Rest modelRest, long startedNanos) {
        ProviderRefusal refusal = ProviderRefusal.of(
                response.statusCode(), error(response), request, retryAfter(response), limits.breakerPause());
        ModelFailure failure = refusal.failure(provider.name());
        if (refusal.isFailure()) {
            breaker.onError(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS, failure);
        } else {
            breaker.onSuccess(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
        }
        ProviderRefusal.Pause pause = refusal.pause();
        if (pause != null) {
            (pause.ofProvider() ? rest : modelRest).begin(pause);
        }
        if (refusal.warning() != null) {
            warn(refusal.status(), refusal.warning());
        }
        return failure;
    }

    /** Not with each call: what every message would repeat is told now and then. */
    private void warn(int status, String what) {
        long now = System.nanoTime();
        Long until = silentUntilNanos.get(what);
        if (until == null || now - until > 0) {
            silentUntilNanos.put(what, now + BETWEEN_WARNINGS.toNanos());
            log.warn("Provider {} answered status {}: {}", provider.name(), status, what);
        }
    }

    /** What is said with a refusal; nothing if our key is in it. */
    private ProviderError error(HttpResponse<InputStream> response) {
        ProviderError error;
        try {
            error = ProviderError.read(decoded(response), json);
        } catch (IOException unreadable) {
            return ProviderError.SILENCE;
        }
        boolean tellsOurKey = !provider.apiKey().isEmpty() && error.toString().contains(provider.apiKey());
        return tellsOurKey ? ProviderError.SILENCE : error;
    }

    private @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .map(value -> RetryAfter.parse(value, Instant.now(), limits.longestRest()))
                .orElse(null);
    }

    /** We never ask for it, but some proxies compress whatever passes through them. */
    private InputStream decoded(HttpResponse<InputStream> response) throws IOException {
        String encoding = response.headers().firstValue("Content-Encoding").orElse("identity").toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(response.body());
            case "identity" -> response.body();
            default -> throw new UnsupportedEncodingException(encoding);
        };
    }

    private ModelFailure failure(ErrorCode code, String what) {
        return new ModelFailure(code, named(what));
    }

    private ModelFailure notAsked(ErrorCode code, String what) {
        return ModelFailure.notAsked(code, named(what));
    }

    private String named(String what) {
        return "provider " + provider.name() + ": " + what;
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // It is closed.
        }
    }
}
