package io.chatledger.standalone.operate;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** How far each read model has come. */
@Command(name = "projections", description = "Show the read models; exit status 1 if one is stuck.")
public final class Projections extends Asking {

    static final String PATH = "/api/ops/projections";

    @Override
    int ask(PrintWriter out) {
        JsonNode answer = get(PATH);
        boolean failing = answer.get("results").valueStream().anyMatch(Projections::isFailing);
        if (json()) {
            out.println(answer);
            return failing ? BAD : GOOD;
        }
        out.printf("%-14s %-10s %14s %14s %8s %9s%n", "name", "state", "position", "behind", "percent", "seconds");
        answer.get("results").valueStream().forEach(each -> out.printf(
                "%-14s %-10s %,14d %,14d %7d%% %,9d%s%n",
                each.get("name").asString(), each.get("state").asString(), each.get("position").asLong(),
                each.get("lag").asLong(), each.get("progress_percent").asInt(), each.get("lag_seconds").asLong(),
                isFailing(each) ? "  " + trouble(each) : ""));
        return failing ? BAD : GOOD;
    }

    static boolean isFailing(JsonNode projection) {
        return projection.get("state").asString().equals("failing");
    }

    static String trouble(JsonNode projection) {
        return "%s at %d".formatted(
                projection.at("/error/problem").asString(), projection.at("/error/position").asLong());
    }
}
