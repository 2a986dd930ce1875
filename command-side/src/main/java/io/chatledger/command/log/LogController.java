package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.secret.Sha256;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The log for auditors and their programs, under the paths of C2SP tlog-tiles, and what is convenient besides. */
@RestController
@RequestMapping("/api/audit/log")
class LogController {

    static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, UTF_8);

    private static final Pattern TILE =
            Pattern.compile("/(entries|0|[1-9]\\d?)/([x\\d/]{3,23})(\\.p/([1-9]\\d{0,2}))?");
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final int ETAG_BYTES = 16;
    private static final int MOST_CHECKPOINTS = 10_000;

    /** One line of the history. */
    record CheckpointLine(long size, String root, Instant createdAt, String note) {}

    private final PublishedLog log;
    private final LogTables tables;
    private final LogExport export;
    private final JsonMapper json;

    LogController(PublishedLog log, LogTables tables, LogExport export, JsonMapper json) {
        this.log = log;
        this.tables = tables;
        this.export = export;
        this.json = json;
    }

    @GetMapping("/checkpoint")
    ResponseEntity<byte[]> checkpoint() {
        return text(log.newest().note());
    }

    @GetMapping("/key")
    ResponseEntity<byte[]> key() throws IOException {
        return text(log.key() + "\n");
    }

    @GetMapping("/keys")
    ResponseEntity<byte[]> keys() throws IOException {
        return text(String.join("\n", log.keys()) + "\n");
    }

    /** @param path level and number of a tile, written as the specification says and in no other way */
    @GetMapping("/tile/{*path}")
    ResponseEntity<byte[]> tile(@PathVariable String path) {
        byte[] found = find(path).orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such tile."));
        byte[] hash = Sha256.digest().digest(found);
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                .eTag(HexFormat.of().formatHex(hash, 0, ETAG_BYTES))
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(found);
    }

    /** @param after the size after which to begin */
    @GetMapping("/checkpoints")
    ResponseEntity<byte[]> checkpoints(
            @RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = "1000") int limit) {
        if (limit < 1 || limit > MOST_CHECKPOINTS) {
            throw new InvalidValue("limit", "must be from 1 to " + MOST_CHECKPOINTS);
        }
        if (after < 0) {
            throw new InvalidValue("after", "must be at least 0");
        }
        var lines = new StringBuilder();
        log.checkpointsAfter(after, limit).forEach(it -> lines
                .append(json.writeValueAsString(new CheckpointLine(
                        it.size(), Base64.getEncoder().encodeToString(it.root()), it.createdAt(), it.note())))
                .append('\n'));
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_NDJSON).body(lines.toString().getBytes(UTF_8));
    }

    @GetMapping("/proof")
    ResponseEntity<byte[]> proof(@RequestParam @Nullable UUID event, @RequestParam @Nullable Long position) {
        if (event != null && position == null) {
            return text(log.proof(tables.position(event)
                    .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no such event."))));
        }
        if (event != null || position == null) {
            throw new InvalidValue("position", "must be given, or event in its place");
        }
        if (position < 1) {
            throw new InvalidValue("position", "must be at least 1");
        }
        return text(log.proof(position));
    }

    @GetMapping("/consistency")
    ResponseEntity<byte[]> consistency(@RequestParam long from, @RequestParam long to) {
        if (from < 0 || from > to) {
            throw new InvalidValue("from", "must be from 0 to the other size");
        }
        if (to > log.newest().size()) {
            throw new InvalidValue("to", "must not be more than the newest checkpoint has");
        }
        return text(log.consistency(from, to));
    }

    /** Written on the request's own thread: nothing ever holds the whole log. */
    @GetMapping("/export")
    void export(HttpServletResponse response) throws IOException {
        Checkpoint newest = log.newest();
        response.setContentType("application/x-tar");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"log-%d.tar\"".formatted(newest.size()));
        export.write(newest, response.getOutputStream());
    }

    private Optional<byte[]> find(String path) {
        Matcher tile = TILE.matcher(path);
        if (!tile.matches()) {
            return Optional.empty();
        }
        int width = tile.group(4) == null ? Tile.WIDTH : Integer.parseInt(tile.group(4));
        Optional<Long> number = Tile.number(tile.group(2));
        if (number.isEmpty() || tile.group(4) != null && width >= Tile.WIDTH) {
            return Optional.empty();
        }
        if (tile.group(1).equals("entries")) {
            return log.entries(number.get(), width);
        }
        int level = Integer.parseInt(tile.group(1));
        return level < Tile.LEVELS ? log.hashes(new Tile(level, number.get()), width) : Optional.empty();
    }

    private static ResponseEntity<byte[]> text(String text) {
        return ResponseEntity.ok().contentType(TEXT).body(text.getBytes(UTF_8));
    }
}
