package io.chatledger.command.chat;

import io.chatledger.command.web.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events (WHATWG HTML, section 9.2) in the house's own dialect, flushed one by one. */
public final class EventStream implements AnswerStream {

    private final HttpServletResponse response;
    private final JsonMapper json;
    private final Problems problems;

    EventStream(HttpServletResponse response, JsonMapper json, Problems problems) {
        this.response = response;
        this.json = json;
        this.problems = problems;
        begin(response);
    }

    /** For every dialect: the headers. */
    public static void begin(HttpServletResponse response) {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("X-Accel-Buffering", "no"); // or proxies hold it back
    }

    /** For every dialect: one event or comment, with the blank line that ends it. Flushes. */
    public static void write(HttpServletResponse response, String frame) throws IOException {
        response.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    @Override
    public void start(AnswerStart start) throws IOException {
        event("start", start);
    }

    @Override
    public void delta(Delta piece) throws IOException {
        switch (piece.kind()) {
            case TEXT, REFUSAL -> event("delta", Map.of("text", piece.text()));
            // This dialect has no word for it, but nobody should take the silence for the end.
            case REASONING -> write(response, ": reasoning\n\n");
            case MORE -> {}
        }
    }

    @Override
    public void done(ChatAnswer answer) throws IOException {
        event("done", answer);
    }

    @Override
    public void failed(RuntimeException failure) throws IOException {
        event("error", problems.of(failure));
    }

    @Override
    public void keepAlive(String part) throws IOException {
        write(response, part);
    }

    private void event(String name, Object data) throws IOException {
        write(response, "event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n");
    }
}
