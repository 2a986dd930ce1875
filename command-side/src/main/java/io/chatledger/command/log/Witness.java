package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.command.log.LogSettings.WitnessSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Somebody else who signs each checkpoint that continues the one before (C2SP tlog-witness, {@code add-checkpoint}), so
 * that we cannot show one log to some and another one to others.
 */
final class Witness {

    /** What we do not need is not read. */
    private static final long MOST_ANSWERED_BYTES = 64 * 1024;

    private static final BodyHandler<String> BODY =
            BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), MOST_ANSWERED_BYTES);

    private static final Pattern SIZE = Pattern.compile("(0|[1-9]\\d{0,17})\n");
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final WitnessKey key;
    private final URI addCheckpoint;
    private final Duration timeout;
    private final LogTables tables;
    private final HttpClient http;

    Witness(WitnessSettings settings, Duration timeout, LogTables tables) {
        this.key = WitnessKey.parse(settings.key());
        this.addCheckpoint = URI.create(settings.url().toString().replaceFirst("/*$", "/add-checkpoint"));
        this.timeout = timeout;
        this.tables = tables;
        this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
    }

    String name() {
        return key.name();
    }

    /**
     * Has the newest checkpoint signed, if that is not done, and keeps the signature.
     *
     * @throws IOException if the witness does not answer, or refuses
     */
    void sign() throws IOException, InterruptedException {
        Checkpoint newest = tables.newest().orElse(null);
        long signed = tables.cosigned(key.text());
        if (newest == null || signed == newest.size()) {
            return;
        }
        HttpResponse<String> answer = ask(newest, signed);
        if (answer.statusCode() == CONFLICT) {
            // It has signed what we did not hear of, or has forgotten: it says from where it goes on.
            var size = SIZE.matcher(answer.body());
            long its = size.matches() ? Long.parseLong(size.group(1)) : -1;
            if (its < 0 || its > newest.size()) {
                throw new IOException("it knows a log of %d events, and ours has %d".formatted(its, newest.size()));
            }
            answer = ask(newest, its);
        }
        if (answer.statusCode() != OK) {
            throw new IOException("it answered " + answer.statusCode());
        }
        String line = key.cosignature(answer.body(), newest.text())
                .orElseThrow(() -> new IOException("its answer has no signature of its key"));
        tables.addCosignature(newest.size(), key.text(), line);
    }

    private HttpResponse<String> ask(Checkpoint checkpoint, long old) throws IOException, InterruptedException {
        String body = "old " + old + "\n" + proof(old, checkpoint.size()) + "\n" + checkpoint.note();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                HttpRequest.newBuilder(addCheckpoint).POST(BodyPublishers.ofString(body)).build(), BODY);
        try {
            // To its end: the timeout of a request is over as soon as its answer begins.
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("it did not answer within " + timeout);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken ? broken : new IOException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private String proof(long old, long size) {
        return new Tree(tables::tile).consistency(old, size).stream()
                .map(hash -> Base64.getEncoder().encodeToString(hash) + "\n")
                .collect(Collectors.joining());
    }
}
