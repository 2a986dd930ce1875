package io.chatledger.standalone.operate;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** The auditor's proof that the read models are what the events say. */
@Command(
        name = "replay",
        description = "Fold every account from its events, and compare it with the read models.",
        exitCodeList = {"0:they match", "1:they do not", "2:they could not be compared"})
public final class Replay extends Asking {

    private static final String PATH = "/api/audit/replays";
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    @Override
    int ask(PrintWriter out) {
        JsonNode replay = post(PATH);
        while (replay.get("status").asString().equals("running")) {
            pause(LOOK_EVERY);
            replay = get(PATH + "/" + replay.get("id").asString());
        }
        String status = replay.get("status").asString();
        if (json()) {
            out.println(replay);
        } else if (status.equals("failed")) {
            out.printf("The replay has failed: %s%n", replay.get("error").asString());
        } else {
            out.printf("%,d events of %,d accounts up to position %d: %s%n",
                    replay.get("events").asLong(), replay.get("accounts").asLong(), replay.get("position").asLong(),
                    status.equals("matched") ? "all match."
                            : "%,d do not match.".formatted(replay.get("mismatch_count").asLong()));
            replay.path("mismatches").valueStream().forEach(mismatch -> out.println("  " + mismatch));
        }
        return switch (status) {
            case "matched" -> GOOD;
            case "mismatched" -> BAD;
            default -> NOT_KNOWN;
        };
    }
}
