package io.chatledger.command.chat;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events (WHATWG HTML, section 9.2), flushed one by one on the thread of the request. */
final class EventStream {

    private final HttpServletResponse response;
    private final JsonMapper json;
    private boolean clientIsGone;

    EventStream(HttpServletResponse response, JsonMapper json) {
        this.response = response;
        this.json = json;
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("X-Accel-Buffering", "no"); // or proxies hold it back
    }

    /** A client that is gone misses its deltas; the answer is recorded all the same and is in the history. */
    void delta(String text) {
        try {
            if (!clientIsGone) {
                send("delta", Map.of("text", text));
            }
        } catch (IOException e) {
            clientIsGone = true;
        }
    }

    void send(String event, Object data) throws IOException {
        String frame = "event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n";
        response.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }
}
