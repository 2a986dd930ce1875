package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code requests.http} at the root has every call to click on, and none that does not exist. */
class RequestsTest {

    private static final Pattern REQUEST = Pattern.compile("(?m)^([A-Z]+) \\{\\{gateway}}([^?\\s]*).*$");

    @Test
    void everyCallCanBeClickedOn() throws IOException {
        var declared = DeclaredRoutes.withAliases().stream()
                .collect(Collectors.toMap(call -> call, RequestsTest::pattern));
        var clickable = new TreeSet<String>();
        REQUEST.matcher(Files.readString(Path.of("../requests.http"))).results().forEach(request -> {
            String line = request.group(1) + " " + request.group(2);
            var meant = declared.keySet().stream().filter(call -> declared.get(call).matcher(line).matches()).toList();
            assertThat(meant).as(line).hasSize(1);
            clickable.addAll(meant);
        });
        assertThat(clickable).containsAll(DeclaredRoutes.canonical());
    }

    /** A literal path, but for its variables. One that is named so has slashes in it. */
    private static Pattern pattern(String call) {
        String literal = call.replace("{path}", "\\E.+\\Q").replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
        return Pattern.compile("\\Q" + literal + "\\E");
    }
}
