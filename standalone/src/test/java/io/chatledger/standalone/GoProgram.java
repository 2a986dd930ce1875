package io.chatledger.standalone;

import io.chatledger.standalone.Auditor.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Programs and files that know nothing of us, had where Go is installed; where it is not, that is said loudly. */
final class GoProgram {

    private static final Path TARGET = Path.of("target/go").toAbsolutePath();

    private GoProgram() {}

    /** A program of the tests. */
    static Optional<Path> ofSource(Path folder, String name) throws IOException, InterruptedException {
        return built(folder, name, "build", "-o", TARGET.resolve(name).toString(), ".");
    }

    /** A program of others, as it was published. */
    static Optional<Path> published(String module, String version) throws IOException, InterruptedException {
        Files.createDirectories(TARGET);
        String name = Path.of(module).getFileName().toString();
        return built(TARGET, name, "install", module + "@" + version);
    }

    /** A module as it was published: the folder of its files. */
    static Optional<Path> module(String module, String version) throws IOException, InterruptedException {
        Files.createDirectories(TARGET);
        return go(TARGET, module, "mod", "download", "-json", module + "@" + version)
                .map(said -> said.substring(said.indexOf('{')))
                .map(said -> Path.of(JsonMapper.shared().readTree(said).required("Dir").asString()));
    }

    private static Optional<Path> built(Path folder, String name, String... arguments)
            throws IOException, InterruptedException {
        return go(folder, name, arguments).map(_ -> TARGET.resolve(name));
    }

    /** What it said, or nothing where it failed. */
    private static Optional<String> go(Path folder, String name, String... arguments)
            throws IOException, InterruptedException {
        Path go = Stream.of(System.getenv("PATH").split(":")).map(each -> Path.of(each, "go"))
                .filter(Files::isExecutable).findFirst().orElse(Path.of("/usr/local/go/bin/go"));
        Verdict verdict = Files.isExecutable(go)
                ? Auditor.program(folder, Stream.concat(
                        Stream.of("env", "GOBIN=" + TARGET, go.toString()), Stream.of(arguments))
                        .toArray(String[]::new))
                : new Verdict(1, "Go is not installed.");
        if (verdict.exitCode() != 0) {
            System.err.println("SKIPPED: nothing is checked by " + name + ": " + verdict.report().strip());
            return Optional.empty();
        }
        return Optional.of(verdict.report());
    }
}
