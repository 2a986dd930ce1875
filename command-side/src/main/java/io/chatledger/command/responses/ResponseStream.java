package io.chatledger.command.responses;

import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.openai.LateStream;
import io.chatledger.command.openai.ToolCall;
import io.chatledger.command.web.Problems;
import io.chatledger.webaccess.OpenAiError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An answer as events with names and numbers, each item told as it grows, and at the end the whole. */
final class ResponseStream extends LateStream {

    private final JsonMapper json;
    private final Problems problems;
    private final Response begun;
    private final Output output;
    private final Function<ChatAnswer, @Nullable Usage> usage;
    private long events;

    /** @param asked of the request, told again */
    ResponseStream(
            AnswerStart start,
            HttpServletResponse response,
            JsonMapper json,
            Problems problems,
            Map<String, JsonNode> asked,
            Function<ChatAnswer, @Nullable Usage> usage) {
        super(response, json);
        this.json = json;
        this.problems = problems;
        this.begun = Response.begun(start.id(), start.sentAt(), start.model(), asked);
        this.output = new Output(start.id());
        this.usage = usage;
    }

    @Override
    protected void open() throws IOException {
        tell("response.created", begun);
        tell("response.in_progress", begun);
    }

    @Override
    public void delta(Delta piece) throws IOException {
        if (piece.kind() == Delta.Kind.MORE) {
            JsonNode delta = json.readTree(piece.text()).at("/choices/0/delta");
            delta.path("annotations").forEach(output::annotate);
            ToolCall.in(delta).forEach(output::call);
        } else {
            output.say(piece.kind(), piece.text());
        }
        tellOutput();
    }

    @Override
    public void done(ChatAnswer answer) throws IOException {
        begin();
        String status = Response.status(answer);
        output.end(status);
        tellOutput();
        tell("response." + status, Response.of(answer, output.items(), usage.apply(answer), begun.asked()));
    }

    @Override
    protected void breakOff(RuntimeException failure) throws IOException {
        OpenAiError.Details details = OpenAiError.of(problems.of(failure)).error();
        output.end("incomplete");
        output.takeEvents();
        tell("response.failed", begun.failed(
                new Response.Failure("server_error", details.message()), output.items()));
    }

    private void tell(String type, Response response) throws IOException {
        ObjectNode event = json.createObjectNode().put("type", type);
        tell(event.set("response", json.valueToTree(response)));
    }

    private void tellOutput() throws IOException {
        for (ObjectNode event : output.takeEvents()) {
            begin();
            tell(event);
        }
    }

    private void tell(ObjectNode event) throws IOException {
        send(event.get("type").asString(), event.put("sequence_number", events++));
    }
}
