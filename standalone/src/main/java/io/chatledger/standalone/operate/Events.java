package io.chatledger.standalone.operate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** The recorded events in their order. */
@Command(name = "events", description = "Print recorded events in their order, as JSON, one a line.")
public final class Events extends Asking {

    @Option(names = "--after", paramLabel = "POSITION", description = "Only events after this position.")
    private @Nullable Long after;

    @Option(names = "--account", paramLabel = "ID", description = "Only events of this account.")
    private @Nullable UUID account;

    @Option(names = "--type", description = "Only events of this type, such as TokensGranted.")
    private @Nullable String type;

    @Option(names = "--limit", defaultValue = "1000", description = "At most so many (default 1000).")
    private int limit;

    @Override
    int ask(PrintWriter out) {
        Map<String, @Nullable Object> asked = new LinkedHashMap<>();
        asked.put("after", after);
        asked.put("account", account);
        asked.put("type", type);
        asked.put("limit", limit);
        String query = asked.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .map(each -> each.getKey() + "=" + URLEncoder.encode(String.valueOf(each.getValue()), UTF_8))
                .collect(Collectors.joining("&"));
        text("GET", "/api/audit/events?" + query).lines()
                .forEach(line -> out.println(json() ? line : JsonMapper.shared().readTree(line)));
        return GOOD;
    }
}
