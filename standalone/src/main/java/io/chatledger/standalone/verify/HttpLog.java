package io.chatledger.standalone.verify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A log that is served. */
final class HttpLog implements LogSource {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Some ten seconds, in which a system can start again. */
    private static final int TRIES = 20;
    /** Whether the system can say something about itself need not be waited for so long. */
    private static final int TRIES_TO_ASK = 4;
    private static final long PAUSE_MILLIS = 500;
    /** Too many requests, bad gateway, unavailable, gateway timeout: worth another try. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI base;
    private final @Nullable String token;

    /** @param base the address of the log, or of the gateway */
    HttpLog(URI base, @Nullable String token) {
        String address = base.toString().replaceFirst("/+$", "");
        this.base = URI.create(address.endsWith("/api/audit/log") ? address + "/" : address + "/api/audit/log/");
        this.token = token;
    }

    @Override
    public byte[] read(String path) throws NotThere {
        return get(path, TRIES);
    }

    @Override
    public Optional<byte[]> ask(String path) throws NotThere {
        return Optional.of(get("../" + path, TRIES_TO_ASK));
    }

    private byte[] get(String path, int tries) throws NotThere {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        String last = "";
        boolean answered = false;
        for (int i = 0; i < tries; i++) {
            try {
                HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
                int status = answer.statusCode();
                if (status == 200) {
                    return answer.body();
                }
                if (status == 401 || status == 403) {
                    throw new CannotVerify(
                            "The token was refused by %s (%d). It must be an auditor's.".formatted(base, status));
                }
                if (!PASSING.contains(status)) {
                    throw new NotThere(path, "the answer is " + status);
                }
                last = "the answer is " + status;
                answered = true;
            } catch (NotThere notThere) {
                throw notThere;
            } catch (IOException e) {
                last = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CannotVerify("Interrupted.");
            }
            pause();
        }
        if (answered && tries == TRIES_TO_ASK) {
            throw new NotThere(path, last);
        }
        throw new CannotVerify("%s cannot be read: %s".formatted(base.resolve(path), last));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
