package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import picocli.CommandLine;

/** Somebody with an auditor's token and the command line. */
record Auditor(URI gateway, String token) {

    /** What {@code verify} said, and how it ended. */
    record Verdict(int exitCode, String report) {

        /** Fails the test unless the log holds. */
        Verdict holds() {
            assertThat(exitCode).as(report).isZero();
            return this;
        }

        /** Fails the test unless the log does not hold, for this reason. */
        Verdict isWrong(String check, String where) {
            assertThat(exitCode).as(report).isEqualTo(1);
            assertThat(report.lines()).as(report)
                    .anyMatch(line -> line.startsWith("WRONG") && line.contains(check) && line.contains(where));
            return this;
        }
    }

    static Auditor of(URI gateway, User admin) {
        String bearer = admin.client().headers().get(admin.client().headers().indexOf("Authorization") + 1);
        return new Auditor(gateway, bearer.substring("Bearer ".length()));
    }

    Verdict verify(Path kept, String... more) {
        return run(Stream.concat(
                Stream.of("verify", gateway.toString(), "--token", token, "--kept", kept.toString()),
                Stream.of(more)).toArray(String[]::new));
    }

    static Verdict run(String... arguments) {
        var output = new StringWriter();
        CommandLine commandLine = Standalone.commandLine();
        commandLine.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(output, true));
        return new Verdict(commandLine.execute(arguments), output.toString());
    }

    /** What the log answers under this path, as soon as a checkpoint covers it. */
    String get(String path) {
        return answered(Client.of(gateway).with("Authorization", "Bearer " + token), path);
    }

    /** The whole log in this folder. */
    void export(Path folder) {
        try (var archive = new TarArchiveInputStream(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(gateway.resolve("/api/audit/log/export"))
                        .header("Authorization", "Bearer " + token).build(), BodyHandlers.ofInputStream()).body())) {
            for (TarArchiveEntry entry; (entry = archive.getNextEntry()) != null; ) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(archive, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The receipt, as soon as there is one. */
    static String receipt(User user, String path) {
        return answered(user.client(), path);
    }

    private static String answered(Client client, String path) {
        return await("a checkpoint covers it").atMost(Duration.ofSeconds(10))
                .until(() -> client.get(path), answer -> answer.status() != 409).expect(200).body();
    }

    /** Tessera's, where Go is installed. */
    static Optional<Path> fsck() throws IOException, InterruptedException {
        return GoProgram.published("github.com/transparency-dev/tessera/cmd/fsck", "v1.0.4");
    }

    /** Fails the test unless {@code fsck} accepts the log as it is served. */
    void expectAcceptedBy(Path fsck, Path folder) throws IOException, InterruptedException {
        expectAcceptedBy(fsck, folder, gateway.resolve("/api/audit/log/"));
    }

    /** Fails the test unless {@code fsck} accepts an export of the log. */
    void expectExportAcceptedBy(Path fsck, Path folder) throws IOException, InterruptedException {
        export(folder.resolve("export"));
        expectAcceptedBy(fsck, folder, folder.resolve("export").toUri());
    }

    private void expectAcceptedBy(Path fsck, Path folder, URI log) throws IOException, InterruptedException {
        Path key = Files.writeString(
                folder.resolve("log.key"), Client.of(gateway).get("/api/audit/log/key").expect(200).body());
        Verdict verdict = program(Path.of("."), fsck.toString(), "--storage_url=" + log, "--bearer_token=" + token,
                "--public_key=" + key, "--ui=false");
        assertThat(verdict.holds().report()).contains("Successfully");
    }

    /** What a program that is not Java says, or why it failed. */
    static Verdict program(Path folder, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        Process process = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Verdict(process.waitFor(), output);
    }
}
