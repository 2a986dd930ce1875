package io.chatledger.command.provider;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Numbers the calls of tools in one answer. Some providers tell each call whole, and none of them its number, which
 * clients insist on; or the same number for several, which only their ids tell apart.
 */
final class CallNumbers {

    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Map<Integer, String> ids = new HashMap<>();
    private int next;

    /**
     * @param told by the provider with a piece of a call, as its number
     * @param id   of the call, empty if the piece does not tell it
     */
    int of(JsonNode told, String id) {
        if (!told.isInt()) {
            return next++;
        }
        int index = told.asInt();
        String known = ids.getOrDefault(index, "");
        boolean another = !id.isEmpty() && !known.isEmpty() && !known.equals(id);
        if (another || !numbers.containsKey(index) && numbers.containsValue(index)) {
            numbers.put(index, next);
        }
        if (!id.isEmpty()) {
            ids.put(index, id);
        }
        int number = numbers.computeIfAbsent(index, same -> same);
        next = Math.max(next, number + 1);
        return number;
    }
}
