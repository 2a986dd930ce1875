package io.chatledger.command.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chatledger.api.Usage;
import io.chatledger.command.anthropic.Message.TokenUsage;
import io.chatledger.command.chat.AnswerStart;
import io.chatledger.command.chat.ChatAnswer;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.openai.Completion.Charge;
import io.chatledger.command.openai.LateStream;
import io.chatledger.command.openai.ToolCall;
import io.chatledger.command.web.Problems;
import io.chatledger.webaccess.AnthropicError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer as Anthropic streams it (Claude docs, Streaming messages): blocks that begin, grow and end. Those of tools
 * stay open until the end, because pieces of several calls may come in any order.
 */
final class MessageStream extends LateStream {

    private record Begun(String type, Message message) {}

    private record BlockBegun(String type, int index, JsonNode contentBlock) {}

    private record BlockGrown(String type, int index, Map<String, String> delta) {}

    private record BlockEnded(String type, int index) {}

    private record Ended(
            String type,
            Reason delta,
            TokenUsage usage,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Charge chatledger) {

        record Reason(String stopReason, @Nullable String stopSequence) {}
    }

    private final AnswerStart start;
    private final JsonMapper json;
    private final Problems problems;
    private final Function<ChatAnswer, @Nullable Usage> usage;
    /** Their blocks, by the index of the call. */
    private final Map<Integer, Integer> tools = new TreeMap<>();
    private int blocks;
    /** The block that grows by words, and of what type it is; empty if none does. */
    private int growing;
    private String type = "";
    /** Which of the thinking blocks it is; empty if it is not signed. */
    private String signedBy = "";

    MessageStream(
            AnswerStart start,
            HttpServletResponse response,
            JsonMapper json,
            Problems problems,
            Function<ChatAnswer, @Nullable Usage> usage) {
        super(response, json);
        this.start = start;
        this.json = json;
        this.problems = problems;
        this.usage = usage;
    }

    @Override
    protected void open() throws IOException {
        send("message_start", new Begun("message_start", Message.begun(Message.id(start.id()), start.model())));
    }

    @Override
    public void delta(Delta piece) throws IOException {
        switch (piece.kind()) {
            case TEXT, REFUSAL -> grow("text", piece.text());
            case REASONING -> grow("thinking", piece.text());
            case MORE -> {
                JsonNode told = json.readTree(piece.text()).at("/choices/0/delta");
                for (JsonNode thinking : told.path("thinking_blocks")) {
                    if (Message.isSigned(thinking)) {
                        sign(thinking);
                    }
                }
                for (ToolCall call : ToolCall.in(told)) {
                    grow(call);
                }
            }
        }
    }

    private void grow(String wanted, String words) throws IOException {
        beginWords(wanted, "");
        grow(growing, Map.of("type", wanted + "_delta", wanted, words));
    }

    /** @param by what signs it: what has another signature, or none, is another block */
    private void beginWords(String wanted, String by) throws IOException {
        begin();
        if (!type.equals(wanted) || !signedBy.isEmpty() && !signedBy.equals(by)) {
            endWords();
            type = wanted;
            growing = beginBlock(Message.block(wanted));
        }
    }

    /** What was thought in it has been told before. */
    private void sign(JsonNode thinking) throws IOException {
        String words = thinking.path("thinking").asString("");
        if (thinking.has("data")) {
            begin();
            endWords();
            endBlock(beginBlock(((ObjectNode) thinking).without("index")));
        } else if (type.equals("thinking") || words.isEmpty()) {
            String by = "block " + thinking.path("index");
            beginWords("thinking", by);
            signedBy = by;
            grow(growing, Map.of("type", "signature_delta", "signature", thinking.path("signature").asString("")));
        }
    }

    private void grow(ToolCall call) throws IOException {
        begin();
        endWords();
        Integer block = tools.get(call.index());
        if (block == null) {
            block = beginBlock(Message.tool(call, blocks));
            tools.put(call.index(), block);
        }
        if (!call.said().isEmpty()) {
            grow(block, Map.of("type", "input_json_delta", "partial_json", call.said()));
        }
    }

    private int beginBlock(JsonNode block) throws IOException {
        send("content_block_start", new BlockBegun("content_block_start", blocks, block));
        return blocks++;
    }

    private void grow(int block, Map<String, String> by) throws IOException {
        send("content_block_delta", new BlockGrown("content_block_delta", block, new TreeMap<>(by)));
    }

    private void endWords() throws IOException {
        if (!type.isEmpty()) {
            type = "";
            signedBy = "";
            endBlock(growing);
        }
    }

    private void endBlock(int block) throws IOException {
        send("content_block_stop", new BlockEnded("content_block_stop", block));
    }

    @Override
    public void done(ChatAnswer answer) throws IOException {
        begin();
        endWords();
        for (int block : tools.values()) {
            endBlock(block);
        }
        send("message_delta", new Ended(
                "message_delta",
                new Ended.Reason(Message.stopReason(answer), Message.stopSequence(answer)),
                TokenUsage.of(usage.apply(answer)),
                Charge.of(answer)));
        send("message_stop", Map.of("type", "message_stop"));
    }

    @Override
    protected void breakOff(RuntimeException failure) throws IOException {
        send("error", AnthropicError.of(problems.of(failure)));
    }
}
