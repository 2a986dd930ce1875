package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say about the repository is true of it. */
class DocumentsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path DECISIONS = ROOT.resolve("docs/decisions");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern SETTING = Pattern.compile("CHATLEDGER_\\w+");
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern STATUS = Pattern.compile("\\*(Accepted|Replaced by \\S+), \\d{4}-\\d{2}-\\d{2}\\*");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                links++;
                if (!leadsSomewhere(document, link.group(1))) {
                    broken.add(ROOT.relativize(document) + ": " + link.group(1));
                }
            }
        }
        assertThat(links).isGreaterThan(50);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyDecisionHasAStatusAndIsInTheIndex() throws IOException {
        String index = Files.readString(DECISIONS.resolve("README.md"));
        try (Stream<Path> files = Files.list(DECISIONS)) {
            for (Path decision : files.filter(file -> !file.endsWith("README.md")).toList()) {
                List<String> lines = Files.readAllLines(decision);
                String[] title = lines.getFirst().split("^# |\\. ", 3);
                assertThat(lines.get(2)).as("status of %s", decision).matches(STATUS);
                assertThat(index).contains("| %s | [%s](%s) |".formatted(title[1], title[2], decision.getFileName()));
            }
        }
    }

    @Test
    void composePassesOnEverySettingThatIsNotOfStandaloneAlone() throws IOException {
        List<String> settings = Files.readAllLines(ROOT.resolve("README.md")).stream()
                .filter(line -> line.startsWith("| `CHATLEDGER_") && !line.contains("`standalone`"))
                .flatMap(line -> SETTING.matcher(line.substring(0, line.indexOf('|', 1))).results())
                .map(MatchResult::group)
                .toList();
        List<String> compose = Files.readAllLines(ROOT.resolve("compose.yaml"));
        assertThat(settings).hasSizeGreaterThan(15).allSatisfy(setting -> assertThat(compose)
                .as(setting)
                .anyMatch(line -> line.strip().equals("- " + setting) || line.contains("${" + setting + ":-")));
    }

    @Test
    void theImagesAreBuiltFromEveryModule() throws IOException {
        List<String> modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml"))).results()
                .map(module -> module.group(1))
                .toList();
        String image = Files.readString(ROOT.resolve("standalone/docker/Dockerfile"));
        List<String> included = Files.readAllLines(ROOT.resolve(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(modules).hasSizeGreaterThan(5).allSatisfy(module -> {
            assertThat(image).containsPattern("(?m)^COPY " + module + "[ /]");
            assertThat(included).as("let through by .dockerignore").anyMatch(path -> path.split("/")[0].equals(module));
        });
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"), DECISIONS, ROOT.resolve("interop"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    private static boolean leadsSomewhere(Path document, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true; // another site: not for a test to call
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || headings(target).contains(parts[1]));
    }

    /** As GitHub makes anchors of headings. */
    private static List<String> headings(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document)).results()
                .map(heading -> heading.group(1).toLowerCase().replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .toList();
    }
}
