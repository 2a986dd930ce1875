package io.chatledger.command.openai;

import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerStream;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.EventStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer that is streamed, of which nothing is sent before there is something to say: so a model that fails at once
 * is told by the status of the response.
 */
public abstract class LateStream implements AnswerStream {

    private final HttpServletResponse response;
    private final JsonMapper json;
    private @Nullable String answeredBy;
    private boolean begun;

    protected LateStream(HttpServletResponse response, JsonMapper json) {
        this.response = response;
        this.json = json;
    }

    /** Tells what comes before everything else. */
    protected abstract void open() throws IOException;

    /** Tells that it is over, in the middle. */
    protected abstract void breakOff(RuntimeException failure) throws IOException;

    /** Not told: a failure before the first word has a status, by which clients go. */
    @Override
    public final void start(AnswerStart start) {}

    @Override
    public final void answeredBy(@Nullable String provider) {
        answeredBy = provider;
    }

    @Override
    public final void failed(RuntimeException failure) throws IOException {
        if (!begun) {
            throw failure;
        }
        breakOff(failure);
    }

    @Override
    public final void keepAlive(String part) throws IOException {
        begin();
        EventStream.write(response, part);
    }

    protected final void begin() throws IOException {
        if (!begun) {
            begun = true;
            EventStream.begin(response);
            response.setHeader(ChatAnswer.PROVIDER_HEADER, answeredBy);
            open();
        }
    }

    /** An event without a name. */
    protected final void send(Object data) throws IOException {
        send(json.writeValueAsString(data));
    }

    protected final void send(String data) throws IOException {
        EventStream.write(response, "data: " + data + "\n\n");
    }

    protected final void send(String event, Object data) throws IOException {
        EventStream.write(response, "event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n");
    }
}
