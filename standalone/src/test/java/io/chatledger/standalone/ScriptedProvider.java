package io.chatledger.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenAI-compatible provider in this process. Its models do as their names say, all at once if they must, and it
 * remembers every call by the last message of its prompt.
 */
final class ScriptedProvider implements AutoCloseable {

    enum Model {
        /** Says {@link #REPLY}, 50 words a second. */
        STEADY,
        /** Says {@link #REPLY} {@link #TIMES} times: for three seconds. */
        LASTING,
        /** Says words until its caller hangs up, or {@link #finish} comes. */
        PATIENT,
        /** Shows that it is there, but says nothing, until its caller hangs up. */
        SILENT,
        /** Refuses, and quotes the prompt as its reason. */
        FAILING,
        /** Has two tools called at once in each of {@link #ROUNDS} rounds, then says {@link #REPLY}. Costs by use. */
        AGENT;

        String id() {
            return name().toLowerCase();
        }
    }

    /** The key that it is called with. */
    static final String KEY = "sk-of-the-provider-itself";

    static final String REPLY = "one two three four five six seven eight nine ten ";
    static final int TIMES = 15;
    static final long PROMPT_TOKENS = 7;
    static final long COMPLETION_TOKENS = 10;

    static final int ROUNDS = 20;
    static final long PER_THOUSAND_PROMPT_TOKENS = 100;
    static final long PER_THOUSAND_COMPLETION_TOKENS = 1500;

    private static final String DELTA =
            "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}";
    private static final String CALL = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":%d,"
            + "\"id\":\"call_%d\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}}]}";
    private static final Duration BETWEEN_WORDS = Duration.ofMillis(20);
    private static final JsonMapper JSON = new JsonMapper();

    private static final class Call {
        private final JsonNode messages;
        private volatile boolean finishes;
        private volatile boolean ended;

        Call(JsonNode messages) {
            this.messages = messages;
        }
    }

    private final HttpServer server;
    private final Map<String, Call> calls = new ConcurrentHashMap<>();

    ScriptedProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    /** The environment in which a system offers its models. */
    Map<String, String> settings() {
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
        String agent = "CHATLEDGER_PROVIDERS_0_MODELS_0_";
        return Map.of(
                "CHATLEDGER_OPENAI_BASE_URL", address,
                "CHATLEDGER_OPENAI_API_KEY", KEY,
                "CHATLEDGER_OPENAI_MODELS",
                Arrays.stream(Model.values())
                        .filter(model -> model != Model.AGENT)
                        .map(Model::id)
                        .collect(Collectors.joining(",")),
                "CHATLEDGER_PROVIDERS_0_NAME", "by-use",
                "CHATLEDGER_PROVIDERS_0_BASE_URL", address,
                "CHATLEDGER_PROVIDERS_0_API_KEY", KEY,
                agent + "ID", Model.AGENT.id(),
                agent + "PER_THOUSAND_PROMPT_TOKENS", Long.toString(PER_THOUSAND_PROMPT_TOKENS),
                agent + "PER_THOUSAND_COMPLETION_TOKENS", Long.toString(PER_THOUSAND_COMPLETION_TOKENS),
                agent + "MOST_COMPLETION_TOKENS", "100");
    }

    /** Whether it is answering this message, and its caller has not hung up. */
    boolean isAnswering(String message) {
        return calls.containsKey(message) && !calls.get(message).ended;
    }

    /** Has a {@link Model#PATIENT} one come to a good end. */
    void finish(String message) {
        calls.get(message).finishes = true;
    }

    /** What it was told with this as the last message. */
    JsonNode promptOf(String message) {
        return calls.get(message).messages;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
            JsonNode messages = request.required("messages");
            var call = new Call(messages);
            calls.put(messages.get(messages.size() - 1).required("content").asString(), call);
            try {
                speak(Model.valueOf(request.required("model").asString().toUpperCase()), call, exchange);
            } finally {
                call.ended = true;
            }
        }
    }

    /** @throws IOException when its caller hangs up */
    private static void speak(Model model, Call call, HttpExchange exchange) throws IOException {
        JsonNode messages = call.messages;
        if (model == Model.FAILING) {
            byte[] refusal = JSON.writeValueAsBytes(Map.of("error", Map.of("message", messages.toString())));
            exchange.sendResponseHeaders(500, refusal.length);
            exchange.getResponseBody().write(refusal);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        long results = messages.valueStream().filter(each -> "tool".equals(each.path("role").asString())).count();
        if (model == Model.AGENT && results < 2 * ROUNDS) {
            say(CALL.formatted(0, results), exchange);
            say(CALL.formatted(1, results + 1), exchange);
            end("tool_calls", messages.size() * PROMPT_TOKENS, results + COMPLETION_TOKENS, exchange);
            return;
        }
        int times = 0;
        do {
            for (String word : REPLY.split("(?<= )")) {
                say(model == Model.SILENT ? ": thinking" : DELTA.formatted(word), exchange);
                LockSupport.parkNanos(BETWEEN_WORDS.toNanos());
            }
            times++;
        } while (!call.finishes
                && (model == Model.PATIENT || model == Model.SILENT || model == Model.LASTING && times < TIMES));
        end("stop", PROMPT_TOKENS, COMPLETION_TOKENS, exchange);
    }

    private static void end(String reason, long promptTokens, long completionTokens, HttpExchange exchange)
            throws IOException {
        say("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"%s\"}]}".formatted(reason), exchange);
        say("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}"
                .formatted(promptTokens, completionTokens), exchange);
        say("data: [DONE]", exchange);
    }

    private static void say(String line, HttpExchange exchange) throws IOException {
        exchange.getResponseBody().write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
