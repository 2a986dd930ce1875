package io.chatledger.standalone.operate;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Makes a read model anew beside the live one, and says how far it is. */
@Command(name = "rebuild", description = {
        "Rebuild a read model from the first event on. The old one answers until the new one replaces it.",
        "It goes on in the system, also when this command is ended."})
public final class Rebuild extends Asking {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int BAR_WIDTH = 30;

    @Parameters(paramLabel = "NAME", description = "As \"projections\" shows it.")
    private String name = "";

    @ArgGroup
    private @Nullable Instead instead;

    /** At most one of them. */
    private static final class Instead {

        @Option(names = "--follow", description = "Show how far it is until it is over.")
        private boolean follow;

        @Option(names = "--pause", description = "Pause the one that is under way.")
        private boolean pause;

        @Option(names = "--resume", description = "Go on with it.")
        private boolean resume;

        @Option(names = "--cancel", description = "Give it up; the live read model stays.")
        private boolean cancel;

        private String change() {
            return pause ? "/pause" : resume ? "/resume" : cancel ? "/cancel" : "";
        }
    }

    @Override
    int ask(PrintWriter out) {
        if (!name.matches("[a-z_-]+")) {
            throw new CannotAsk("There is no such projection.");
        }
        String change = instead == null ? "" : instead.change();
        JsonNode projection = post(Projections.PATH + "/" + name + "/rebuild" + change);
        if (instead != null && instead.follow) {
            projection = follow(out, projection);
        }
        out.println(json() ? projection : line(projection));
        return Projections.isFailing(projection) ? BAD : GOOD;
    }

    /** Until it is over, one way or the other, or paused by somebody else. */
    private JsonNode follow(PrintWriter out, JsonNode begun) {
        JsonNode projection = begun;
        while (projection.get("state").asString().equals("rebuilding")) {
            if (!json()) {
                out.println(line(projection));
                out.flush();
            }
            pause(LOOK_EVERY);
            projection = get(Projections.PATH + "/" + name);
        }
        return projection;
    }

    private static String line(JsonNode projection) {
        int percent = projection.get("progress_percent").asInt();
        int full = percent * BAR_WIDTH / 100;
        String line = "%s %s [%s%s] %d%%".formatted(
                projection.get("name").asString(), projection.get("state").asString(),
                "#".repeat(full), ".".repeat(BAR_WIDTH - full), percent);
        for (String rate : List.of("events_per_second_10s", "events_per_second")) {
            if (projection.hasNonNull(rate)) {
                line += ", %,d events a second".formatted(projection.get(rate).asLong());
                break;
            }
        }
        if (projection.hasNonNull("seconds_left")) {
            line += ", %,d s left".formatted(projection.get("seconds_left").asLong());
        }
        return Projections.isFailing(projection) ? line + ", " + Projections.trouble(projection) : line;
    }
}
