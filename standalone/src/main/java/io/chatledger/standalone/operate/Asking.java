package io.chatledger.standalone.operate;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What such commands have in common: whom they ask, by which token, and how they end. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:it is as it should be", "1:it is not", "2:the system could not be asked"})
abstract class Asking implements Callable<Integer> {

    static final int GOOD = 0;
    static final int BAD = 1;
    static final int NOT_KNOWN = 2;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** What reads every event may take long. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", defaultValue = "${env:CHATLEDGER_URL:-http://localhost:8000}",
            description = "The address of the system (CHATLEDGER_URL; default http://localhost:8000).")
    private URI url;

    @Option(names = "--token", defaultValue = "${env:CHATLEDGER_TOKEN}",
            description = "A token of somebody who may ask (better from CHATLEDGER_TOKEN: others see a command line).")
    private @Nullable String token;

    @Option(names = "--json", description = "Print what the system answers, for programs.")
    private boolean json;

    @Override
    public final Integer call() {
        try {
            return ask(spec.commandLine().getOut());
        } catch (CannotAsk cannot) {
            spec.commandLine().getErr().println(cannot.getMessage());
            return NOT_KNOWN;
        } finally {
            spec.commandLine().getOut().flush();
        }
    }

    /** @return the exit status */
    abstract int ask(PrintWriter out);

    boolean json() {
        return json;
    }

    JsonNode get(String path) {
        return JsonMapper.shared().readTree(text("GET", path));
    }

    JsonNode post(String path) {
        return JsonMapper.shared().readTree(text("POST", path));
    }

    String text(String method, String path) {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create(url.toString().replaceFirst("/+$", "") + path))
                .timeout(TIMEOUT)
                .method(method, BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                return answer.body();
            }
            throw new CannotAsk("%s %s is answered with %d: %s".formatted(
                    method, path, answer.statusCode(), detail(answer.body())));
        } catch (IOException e) {
            throw new CannotAsk("%s does not answer: %s".formatted(url, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAsk("Interrupted.");
        }
    }

    private String detail(String body) {
        try {
            String detail = JsonMapper.shared().readTree(body).path("detail").asString("no detail");
            return token == null ? detail + " Set CHATLEDGER_TOKEN." : detail;
        } catch (JacksonException notOurs) {
            return "not by chatledger";
        }
    }

    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAsk("Interrupted.");
        }
    }
}
