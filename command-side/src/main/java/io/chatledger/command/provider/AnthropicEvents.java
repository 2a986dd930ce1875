package io.chatledger.command.provider;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a chunk of a chat completion of each event of a message that Anthropic streams (Claude docs, Streaming
 * messages). What such a chunk has no name for is told in it as it came: thinking with its signature as
 * {@code thinking_blocks}, blocks of other types as {@code content_parts}.
 */
final class AnthropicEvents {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectNode NOTHING = NODES.objectNode();
    private static final String INDEX = "index";
    private static final String THINKING = "thinking";
    private static final String SIGNATURE = "signature";

    /** A block that has begun. */
    private static final class Block {

        private final String type;
        /** Its number among the calls of tools. */
        private final int call;
        /** What is thought in it, for whoever signs it. */
        private final StringBuilder thought = new StringBuilder();
        /** Whether the arguments of the call, or the signature, have begun. */
        private boolean hasSaid;

        Block(String type, int call) {
            this.type = type;
            this.call = call;
        }
    }

    private final Map<Integer, Block> blocks = new HashMap<>();
    private int calls;
    private final ObjectNode usage =
            NODES.objectNode().put("cache_read_input_tokens", 0).put("cache_creation_input_tokens", 0);

    /** @return missing after the last */
    JsonNode chunk(JsonNode event) {
        int index = event.path(INDEX).asInt(0);
        Block block = blocks.get(index);
        return switch (event.path("type").asString("")) {
            case "message_start" -> {
                note(event.at("/message/usage"));
                usage.remove("output_tokens"); // those before the first word
                yield NOTHING;
            }
            case "content_block_start" -> said(begun(index, event.path("content_block")));
            case "content_block_delta" -> block == null ? NOTHING : said(grown(index, block, event.path("delta")));
            case "content_block_stop" -> block == null ? NOTHING : said(ended(block));
            case "message_delta" -> ending(event);
            case "message_stop" -> MissingNode.getInstance();
            default -> event.hasNonNull("error") ? event : NOTHING;
        };
    }

    private @Nullable ObjectNode begun(int index, JsonNode told) {
        String type = told.path("type").asString("");
        var block = new Block(type, calls);
        blocks.put(index, block);
        return switch (type) {
            case "text" -> delta("content", told.path("text"));
            case THINKING -> {
                ObjectNode thought = thought(block, told.path(THINKING));
                JsonNode signature = told.path(SIGNATURE);
                yield signature.asString("").isEmpty() ? thought : thought.setAll(signed(index, block, signature));
            }
            case "redacted_thinking" -> listed("thinking_blocks", index, told);
            case "tool_use" -> {
                calls++;
                block.hasSaid = !told.path("input").isEmpty();
                ObjectNode function = NODES.objectNode()
                        .put("name", told.path("name").asString(""))
                        .put("arguments", block.hasSaid ? told.path("input").toString() : "");
                yield call(NODES.objectNode()
                        .put(INDEX, block.call)
                        .put("id", told.path("id").asString(""))
                        .put("type", "function")
                        .set("function", function));
            }
            default -> listed("content_parts", index, told);
        };
    }

    private ObjectNode grown(int index, Block block, JsonNode delta) {
        return switch (delta.path("type").asString("")) {
            case "text_delta" -> delta("content", delta.path("text"));
            case "thinking_delta" -> thought(block, delta.path(THINKING));
            case "signature_delta" -> signed(index, block, delta.path(SIGNATURE));
            case "citations_delta" -> delta("citations", NODES.arrayNode().add(delta.path("citation")));
            case "input_json_delta" -> {
                JsonNode piece = delta.path("partial_json");
                if (!block.type.equals("tool_use")) {
                    yield listed("content_parts", index, NODES.objectNode().set("partial_json", piece));
                }
                block.hasSaid |= !piece.asString("").isEmpty();
                yield arguments(block, piece.asString(""));
            }
            default -> listed("content_parts", index, delta);
        };
    }

    /** Whoever calls a tool without arguments says nothing here, and an empty object in a chat. */
    private static @Nullable ObjectNode ended(Block block) {
        return block.type.equals("tool_use") && !block.hasSaid ? arguments(block, "{}") : null;
    }

    private static ObjectNode thought(Block block, JsonNode piece) {
        block.thought.append(piece.asString(""));
        return delta("reasoning_content", piece);
    }

    /** The signature comes after what it is for, which is told with it: neither is of use alone. */
    private static ObjectNode signed(int index, Block block, JsonNode signature) {
        ObjectNode signed = NODES.objectNode();
        if (!block.hasSaid) {
            block.hasSaid = true;
            signed.put("type", THINKING).put(THINKING, block.thought.toString());
        }
        return listed("thinking_blocks", index, signed.set(SIGNATURE, signature));
    }

    private static ObjectNode arguments(Block block, String piece) {
        return call(NODES.objectNode()
                .put(INDEX, block.call)
                .set("function", NODES.objectNode().put("arguments", piece)));
    }

    private static ObjectNode call(JsonNode call) {
        return delta("tool_calls", NODES.arrayNode().add(call));
    }

    private static ObjectNode listed(String name, int index, JsonNode element) {
        ObjectNode numbered = NODES.objectNode().put(INDEX, index);
        element.forEachEntry(numbered::set);
        return delta(name, NODES.arrayNode().add(numbered));
    }

    private static ObjectNode delta(String name, JsonNode value) {
        return NODES.objectNode().set(name, value);
    }

    private static ObjectNode said(@Nullable ObjectNode delta) {
        return delta == null ? NOTHING : chunk(NODES.objectNode().put(INDEX, 0).set("delta", delta));
    }

    private static ObjectNode chunk(ObjectNode choice) {
        return NODES.objectNode().set("choices", NODES.arrayNode().add(choice));
    }

    private ObjectNode ending(JsonNode event) {
        note(event.path("usage"));
        ObjectNode choice = NODES.objectNode().put(INDEX, 0);
        choice.putObject("delta");
        event.path("delta").forEachEntry((name, value) -> {
            if (!name.equals("stop_reason")) {
                choice.set(name, value);
            }
        });
        choice.put("finish_reason", finishReason(event.at("/delta/stop_reason").asString("")));
        return chunk(choice).set("usage", usage());
    }

    private static String finishReason(String stopReason) {
        return switch (stopReason) {
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            case "model_context_window_exceeded" -> "length";
            default -> stopReason;
        };
    }

    /** Each number is that of all so far, and not every event tells each. */
    private void note(JsonNode reported) {
        reported.forEachEntry((name, value) -> {
            if (!value.isNull()) {
                usage.set(name, value);
            }
        });
    }

    /** What was read from a cache or written to one is not among the tokens of the input there. */
    private ObjectNode usage() {
        ObjectNode told = NODES.objectNode();
        told.set("prompt_tokens", promptTokens());
        told.set("completion_tokens", usage.path("output_tokens"));
        told.putObject("prompt_tokens_details").set("cached_tokens", usage.path("cache_read_input_tokens"));
        told.putObject("completion_tokens_details")
                .set("reasoning_tokens", usage.at("/output_tokens_details/thinking_tokens"));
        return told;
    }

    /** Null if one of them is no number of tokens. */
    private JsonNode promptTokens() {
        BigInteger sum = BigInteger.ZERO;
        for (String name : List.of("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")) {
            JsonNode tokens = usage.path(name);
            if (!tokens.isIntegralNumber() || tokens.bigIntegerValue().signum() < 0) {
                return NODES.nullNode();
            }
            sum = sum.add(tokens.bigIntegerValue());
        }
        return NODES.numberNode(sum);
    }
}
