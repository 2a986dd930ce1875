package io.chatledger.standalone.operate;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether anything needs an operator. */
@Command(name = "status", description = "Say in a few lines how read models, holds and providers are doing.")
public final class Status extends Asking {

    @Override
    int ask(PrintWriter out) {
        JsonNode projections = get(Projections.PATH);
        JsonNode holds = get(Holds.PATH + "?limit=1");
        JsonNode providers = get("/api/ops/providers");
        if (json()) {
            out.println(JsonMapper.shared().createObjectNode()
                    .set("projections", projections)
                    .set("holds", holds)
                    .set("providers", providers));
        } else {
            projections.get("results").valueStream().forEach(each -> out.printf(
                    "read model %-14s %s, %,d events behind%s%n",
                    each.get("name").asString(), each.get("state").asString(), each.get("lag").asLong(),
                    Projections.isFailing(each) ? ", " + Projections.trouble(each) : ""));
            out.println(Holds.line(holds));
            providers.get("results").valueStream().forEach(each -> out.printf(
                    "model %s of %s: %,d calls, %,d running, failures %s%s%n",
                    each.get("model").asString(), each.get("provider").asString(), each.get("calls").asLong(),
                    each.get("running").asLong(), each.get("failures"), isNotAsked(each) ? ", is not asked" : ""));
        }
        boolean bad = projections.get("results").valueStream().anyMatch(Projections::isFailing)
                || Holds.areTooOld(holds)
                || providers.get("results").valueStream().anyMatch(Status::isNotAsked);
        return bad ? BAD : GOOD;
    }

    private static boolean isNotAsked(JsonNode model) {
        return model.get("breaker").asString("").equals("open");
    }
}
