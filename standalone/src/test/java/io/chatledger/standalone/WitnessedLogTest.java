package io.chatledger.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system whose operator has named a witness: its signature is in the checkpoint, and disturbs nobody. */
class WitnessedLogTest {

    private static final String ADMIN_PASSWORD = "battery staple";

    private final CredulousWitness witness = new CredulousWitness();
    private final Serving system = new Serving(Map.of(
            "CHATLEDGER_ADMIN_PASSWORD", ADMIN_PASSWORD,
            "CHATLEDGER_LOG_WITNESSES_0_URL", witness.url(),
            "CHATLEDGER_LOG_WITNESSES_0_KEY", witness.key()));
    private final Client client = system.client();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        system.close();
        witness.close();
    }

    @Test
    void itsSignatureIsServedAndTheLogIsVerifiedAsBefore() throws Exception {
        client.newUser().chat("Hello").expect(200);
        User admin = client.logIn("admin", ADMIN_PASSWORD);

        String note = await("cosigned").atMost(Duration.ofSeconds(20)).until(
                () -> admin.client().get("/api/audit/log/checkpoint").expect(200).body(),
                checkpoint -> checkpoint.contains(CredulousWitness.NAME));

        assertThat(note.lines().skip(4)).hasSize(2)
                .anyMatch(line -> line.startsWith("\u2014 localhost/chatledger "))
                .anyMatch(line -> line.startsWith("\u2014 " + CredulousWitness.NAME + " "));
        Auditor auditor = Auditor.of(client.gateway(), admin);
        auditor.verify(folder.resolve("kept")).holds();
        assertThat(folder.resolve("kept/checkpoint")).content().contains(CredulousWitness.NAME);
        auditor.verify(folder.resolve("kept")).holds();
        Optional<Path> program = GoProgram.ofSource(Path.of("src/test/go"), "logcheck");
        if (program.isPresent()) {
            Path key = Files.writeString(folder.resolve("key"), client.get("/api/audit/log/key").expect(200).body());
            Auditor.program(Path.of("."), program.get().toString(), "-key", key.toString(), "-token", auditor.token(),
                    "-url", client.gateway() + "/api/audit/log/").holds();
        }
    }

    /** Signs whatever it is shown (C2SP tlog-cosignature); what a careful one looks at, command-side's tests show. */
    private static final class CredulousWitness implements AutoCloseable {

        static final String NAME = "witness.example/w1";
        private static final byte COSIGNATURE = 4;

        private final KeyPair keys;
        private final HttpServer server;

        CredulousWitness() {
            try {
                keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
            server.createContext("/add-checkpoint", this::answer);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        String key() {
            return NAME + "+" + HexFormat.of().formatHex(id()) + "+" + Base64.getEncoder().encodeToString(typed());
        }

        private void answer(HttpExchange exchange) throws IOException {
            List<String> parts = List.of(new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("\n\n"));
            byte[] line = cosignature(parts.get(1) + "\n").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, line.length);
            exchange.getResponseBody().write(line);
            exchange.close();
        }

        private String cosignature(String text) {
            long time = System.currentTimeMillis() / 1000;
            try {
                Signature signing = Signature.getInstance("Ed25519");
                signing.initSign(keys.getPrivate());
                signing.update(("cosignature/v1\ntime " + time + "\n" + text).getBytes(UTF_8));
                byte[] all = ByteBuffer.allocate(76).put(id()).putLong(time).put(signing.sign()).array();
                return "\u2014 " + NAME + " " + Base64.getEncoder().encodeToString(all) + "\n";
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] id() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update((NAME + "\n").getBytes(UTF_8));
                return Arrays.copyOf(digest.digest(typed()), 4);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] typed() {
            byte[] encoded = keys.getPublic().getEncoded();
            return ByteBuffer.allocate(33).put(COSIGNATURE).put(encoded, encoded.length - 32, 32).array();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
