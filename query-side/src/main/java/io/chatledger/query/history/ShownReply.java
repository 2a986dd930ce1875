package io.chatledger.query.history;

import io.chatledger.api.ReplyRecorded;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people are shown of a reply. */
final class ShownReply {

    private ShownReply() {}

    /** Its text, or, where the model has only called tools or spoken, what it has called or said. */
    static String of(ReplyRecorded reply) {
        if (!reply.text().isEmpty() || reply.more() == null) {
            return reply.text();
        }
        JsonNode message;
        try {
            message = JsonMapper.shared().readTree(reply.more()).at("/choices/0/message");
        } catch (JacksonException notOurs) {
            // Nobody's history is to stop for that.
            return reply.text();
        }
        String said = message.at("/audio/transcript").asString("");
        return said.isEmpty()
                ? message.path("tool_calls").valueStream().map(ShownReply::call).collect(Collectors.joining("\n"))
                : said;
    }

    private static String call(JsonNode call) {
        JsonNode function = call.path("function");
        return function.isObject()
                ? "%s(%s)".formatted(function.path("name").asString(""), function.path("arguments").asString(""))
                : "%s(%s)".formatted(call.at("/custom/name").asString(""), call.at("/custom/input").asString(""));
    }
}
