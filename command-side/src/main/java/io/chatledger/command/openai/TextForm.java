package io.chatledger.command.openai;

import io.chatledger.api.Usage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.AnswerStream;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.More;
import io.chatledger.command.openai.Completion.Charge;
import io.chatledger.command.openai.Completion.TokenUsage;
import io.chatledger.command.openai.TextCompletion.Choice;
import io.chatledger.command.web.Problems;
import io.chatledger.webaccess.OpenAiError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * OpenAI's completions of before there were chats. What a text cannot say, such as a call of a tool, is not told.
 *
 * @param includesUsage whether a stream ends with the usage
 */
record TextForm(boolean includesUsage, JsonMapper json, Problems problems) implements Form {

    static final String PATH = "/v1/completions";

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String field(String name) {
        return name.startsWith("messages") ? "prompt" : name;
    }

    @Override
    public Object whole(ChatAnswer answer, @Nullable Usage usage) {
        return TextCompletion.of(answer, TokenUsage.of(usage));
    }

    @Override
    public AnswerStream stream(
            AnswerStart start, HttpServletResponse response, Function<ChatAnswer, @Nullable Usage> usage) {
        return new Stream(start, response, usage);
    }

    /** Pieces of text, and last why it ends. */
    private final class Stream extends LateStream {

        private final AnswerStart start;
        private final Function<ChatAnswer, @Nullable Usage> usage;

        Stream(AnswerStart start, HttpServletResponse response, Function<ChatAnswer, @Nullable Usage> usage) {
            super(response, json);
            this.start = start;
            this.usage = usage;
        }

        @Override
        protected void open() {}

        @Override
        public void delta(Delta piece) throws IOException {
            switch (piece.kind()) {
                case TEXT, REFUSAL -> tell(new Choice(piece.text(), 0, null));
                case REASONING -> {}
                case MORE -> {
                    for (JsonNode choice : json.readTree(piece.text()).path("choices")) {
                        tell(new Choice(
                                choice.at("/delta/content").asString(""),
                                choice.path("index").asInt(0),
                                choice.path("finish_reason").asStringOpt().orElse(null)));
                    }
                }
            }
        }

        private void tell(Choice choice) throws IOException {
            if (!choice.text().isEmpty() || choice.finishReason() != null) {
                begin();
                send(chunk(List.of(choice), null, null));
            }
        }

        @Override
        public void done(ChatAnswer answer) throws IOException {
            begin();
            send(chunk(List.of(new Choice("", 0, More.finishReason(answer.finish()))), null, Charge.of(answer)));
            if (includesUsage) {
                send(chunk(List.of(), TokenUsage.of(usage.apply(answer)), null));
            }
            send("[DONE]");
        }

        @Override
        protected void breakOff(RuntimeException failure) throws IOException {
            send(OpenAiError.of(problems.of(failure)));
        }

        private TextCompletion chunk(List<Choice> choices, @Nullable TokenUsage used, @Nullable Charge charge) {
            return new TextCompletion(
                    TextCompletion.id(start.id()),
                    "text_completion",
                    start.sentAt().getEpochSecond(),
                    start.model(),
                    choices,
                    used,
                    Map.of(),
                    charge);
        }
    }
}
