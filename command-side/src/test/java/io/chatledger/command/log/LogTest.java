package io.chatledger.command.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.FailReply;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageText;
import io.chatledger.api.SendMessage;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the world gets to see of the log. */
@CommandSideTest
class LogTest {

    private static final String LOG = "/api/audit/log";

    @LocalServerPort
    int port;

    @Autowired
    PublishedLog log;

    @Autowired
    LogTables tables;

    @Autowired
    AccountCommands commands;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcClient jdbc;

    Api api;

    @BeforeEach
    void connect() {
        api = new Api(port);
    }

    @Test
    void theEntriesThatAreServedAreThoseOfTheCheckpoint() {
        api.chat(api.register(), "Hello");
        Checkpoint newest = covered();
        List<byte[]> leaves = new ArrayList<>();
        for (long number = 0; leaves.size() < newest.size(); number++) {
            var entries = ByteBuffer.wrap(
                    log.entries(number, new Tile(0, number).widthAt(newest.size())).orElseThrow());
            while (entries.hasRemaining()) {
                byte[] leaf = new byte[Short.toUnsignedInt(entries.getShort())];
                entries.get(leaf);
                leaves.add(Merkle.leaf(leaf));
            }
        }

        assertThat(leaves).hasSize((int) newest.size());
        assertThat(Definition.root(leaves)).isEqualTo(newest.root());
        assertThat(log.hashes(new Tile(0, 0), 1).orElseThrow()).isEqualTo(leaves.getFirst());
    }

    @Test
    void aTileIsForEver() {
        api.register();
        covered();

        Answer tile = get(LOG + "/tile/0/000.p/1");

        assertThat(tile.status()).isEqualTo(200);
        var headers = tile.response().headers();
        assertThat(headers.firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(headers.firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        String tag = headers.firstValue("ETag").orElseThrow();
        assertThat(api.send("GET", LOG + "/tile/0/000.p/1", api.admin(), null, "If-None-Match", tag).status())
                .isEqualTo(304);
        assertThat(get(LOG + "/tile/entries/000.p/1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/", "0/0", "0/x000/000", "00/000", "8/000", "64/000", "0/999",
        "entries/999", "entries/000.p/0", "entries", "0", "-1/000", "0/x999/x999/x999/x999/999",
        "0/x999/x999/x999/x999/x999/999"
    })
    void aPathThatTheSpecificationDoesNotHaveLeadsNowhere(String path) {
        assertThat(get(LOG + "/tile/" + path).status()).isEqualTo(404);
    }

    @Test
    void aChargedMessageHasAReceiptThatItsOwnerGetsAndNobodyElse() {
        User user = api.register();
        String message = api.chat(user, "Hello").json().get("id").asString();
        String path = "/api/chat/" + message + "/receipt";

        Answer receipt = await().until(() -> api.send("GET", path, user, null), answer -> answer.status() != 409);

        assertThat(receipt.status()).isEqualTo(200);
        assertThat(receipt.response().headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + message + ".tlog-proof\"");
        assertThat(leafOf(receipt)).contains(user.id(), message, "TokensDebited");
        assertThat(api.send("GET", path, api.register(), null).status()).isEqualTo(404);
        assertThat(api.send("GET", "/api/chat/" + UUID.randomUUID() + "/receipt", user, null).status()).isEqualTo(404);
    }

    /** The leaf, if it is in the tree where the proof says. */
    private String leafOf(Answer answer) {
        List<String> lines = answer.response().body().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("c2sp.org/tlog-proof@v1");
        byte[] leaf = Base64.getDecoder().decode(lines.get(1).substring("extra ".length()));
        long index = Long.parseLong(lines.get(2).substring("index ".length()));
        Checkpoint signed = log.checkpointsAfter(Long.parseLong(lines.get(lines.indexOf("") + 2)) - 1, 1).getFirst();
        assertThat(answer.response().body()).endsWith("\n\n" + signed.note());
        assertThat(new Tree(tile -> log.hashes(tile, tile.widthAt(signed.size())).orElseThrow())
                .inclusion(index, signed.size()))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(lines.subList(3, lines.indexOf("")).stream()
                        .map(Base64.getDecoder()::decode).toList());
        int at = (int) (index % Tile.WIDTH);
        byte[] hashes = log.hashes(new Tile(0, index / Tile.WIDTH), at + 1).orElseThrow();
        assertThat(Merkle.leaf(leaf)).isEqualTo(
                Arrays.copyOfRange(hashes, at * Merkle.HASH_BYTES, (at + 1) * Merkle.HASH_BYTES));
        return new String(leaf);
    }

    @Test
    void whileNoCheckpointCoversItAReceiptIsInProgress() {
        User user = api.register();
        List<String> paths = new ArrayList<>();
        new TransactionTemplate(transactions).executeWithoutResult(_ -> {
            // Nothing is added to the log meanwhile.
            await().pollInSameThread().until(tables::tryLock);
            String message = api.chat(user, "Hello").json().get("id").asString();
            paths.addAll(List.of("/api/chat/" + message + "/receipt", "/api/tokens/history/3/receipt"));
            paths.forEach(path -> expectInProgress(user, path));
        });

        for (String path : paths) {
            Answer receipt = await().until(() -> api.send("GET", path, user, null), answer -> answer.status() != 409);
            assertThat(leafOf(receipt)).contains("TokensDebited");
        }
    }

    @Test
    void soItIsWhileAMessageIsAnsweredAndOneThatFailedHasNone() {
        User user = api.register();
        AccountId account = AccountId.parse(user.id());
        var message = new MessageId(UUID.randomUUID());
        String path = "/api/chat/" + message + "/receipt";
        commands.send(new SendMessage(
                account, message, new ConversationId(UUID.randomUUID()), new MessageText("hi"), "echo",
                new TokenAmount(100), "100 a message", null, null));
        expectInProgress(user, path);

        commands.send(new FailReply(account, message, ErrorCode.PROVIDER_FAILED));

        Answer none = api.send("GET", path, user, null);
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().get("detail").asString()).isEqualTo("Nothing was charged for this message.");
    }

    private void expectInProgress(User user, String path) {
        Answer early = api.send("GET", path, user, null);
        assertThat(early.status()).as(path).isEqualTo(409);
        assertThat(early.code()).isEqualTo("IN_PROGRESS");
        assertThat(early.response().headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void soHasEveryEntryOfTheStatement() {
        User user = api.register();
        api.chat(user, "Hello");
        covered();

        for (String type : List.of("TokensGranted", "TokensHeld", "TokensDebited")) {
            int number = List.of("TokensGranted", "TokensHeld", "TokensDebited").indexOf(type) + 1;
            Answer receipt = api.send("GET", "/api/tokens/history/" + number + "/receipt", user, null);
            assertThat(receipt.status()).isEqualTo(200);
            String extra =
                    receipt.response().body().lines().skip(1).findFirst().orElseThrow().substring("extra ".length());
            assertThat(new String(Base64.getDecoder().decode(extra))).contains(user.id(), type);
        }
        for (String none : List.of("0", "4", "-1", "01", "x", "99999999999999999999")) {
            assertThat(api.send("GET", "/api/tokens/history/" + none + "/receipt", user, null).status()).isEqualTo(404);
        }
    }

    @Test
    void theKeyIsForEverybodyAndTheRestForAuditors() {
        api.register();
        covered();

        assertThat(api.send("GET", LOG + "/key", null, null).response().body())
                .matches("localhost/chatledger\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]{44}\n");
        for (String path : List.of("/checkpoint", "/tile/0/000", "/checkpoints", "/proof?position=1", "/export",
                "/consistency?from=1&to=1")) {
            assertThat(api.send("GET", LOG + path, null, null).status()).as(path).isEqualTo(401);
            assertThat(api.send("GET", LOG + path, api.register(), null).status()).as(path).isEqualTo(403);
        }
    }

    @Test
    void proofsOfInclusionAndConsistencyAreGivenForWhatIsSigned() {
        api.register();
        Checkpoint newest = covered();

        long position = newest.size();
        String event = jdbc.sql("""
                        SELECT event_identifier FROM events.domain_event JOIN events.place USING (global_index)
                        WHERE position = ?""")
                .param(position).query(String.class).single();
        for (String which : List.of("position=" + position, "event=" + event)) {
            assertThat(leafOf(get(LOG + "/proof?" + which))).contains("\"eventId\":\"" + event + "\"");
        }
        assertThat(get(LOG + "/proof?position=" + (newest.size() + 1_000_000)).code()).isEqualTo("IN_PROGRESS");
        assertThat(get(LOG + "/proof?position=0").status()).isEqualTo(400);
        assertThat(get(LOG + "/proof").status()).isEqualTo(400);
        assertThat(get(LOG + "/proof?event=" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(get(LOG + "/consistency?from=1&to=" + newest.size()).response().body())
                .isEqualTo(log.consistency(1, newest.size())).isNotEmpty();
        assertThat(get(LOG + "/consistency?from=2&to=1").status()).isEqualTo(400);
        assertThat(get(LOG + "/consistency?from=1&to=1000000000").status()).isEqualTo(400);
        assertThat(get(LOG + "/checkpoints?after=-1").status()).isEqualTo(400);
        var first = get(LOG + "/checkpoints?after=0&limit=1");
        assertThat(first.response().body().lines()).hasSize(1);
        assertThat(first.json().get("note").asString()).contains("\n" + first.json().get("size").asLong() + "\n");
    }

    private Answer get(String path) {
        return api.send("GET", path, api.admin(), null);
    }

    /** The first checkpoint that covers all that was done until now. */
    private Checkpoint covered() {
        User witness = api.register();
        await().until(() -> api.send("GET", "/api/tokens/history/1/receipt", witness, null).status() == 200);
        return log.newest();
    }
}
