package io.chatledger.standalone.operate;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** What is held for messages that are being answered. */
@Command(name = "holds", description = {
        "Show the open holds, the oldest first.",
        "Exit status 1 if one is older than a call to a model may take (330 s)."})
public final class Holds extends Asking {

    static final String PATH = "/api/ops/holds";
    /** The longest call, and some room. */
    private static final long LONGEST_SECONDS = 330;

    @Option(names = "--limit", defaultValue = "50", description = "List at most so many, up to 200 (default 50).")
    private int limit;

    @Override
    int ask(PrintWriter out) {
        JsonNode answer = get(PATH + "?limit=" + limit);
        if (json()) {
            out.println(answer);
        } else {
            out.println(line(answer));
            answer.get("results").valueStream().forEach(hold -> out.printf(
                    "%,6d s  %,10d tokens  message %s  account %s%n",
                    hold.get("age_seconds").asLong(), hold.path("tokens").asLong(0),
                    hold.get("message_id").asString(), hold.get("account_id").asString()));
        }
        return areTooOld(answer) ? BAD : GOOD;
    }

    static boolean areTooOld(JsonNode holds) {
        return holds.get("results").valueStream().anyMatch(hold -> hold.get("age_seconds").asLong() > LONGEST_SECONDS);
    }

    static String line(JsonNode holds) {
        String open = (holds.get("open_is_exact").asBoolean() ? "%,d" : "more than %,d").formatted(
                holds.get("open").asLong());
        return holds.get("results").isEmpty() ? open + " open holds"
                : "%s open holds, the oldest for %,d s".formatted(open, holds.at("/results/0/age_seconds").asLong());
    }
}
