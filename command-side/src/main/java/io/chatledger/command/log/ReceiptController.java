package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.MessageId;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.log.LogTables.Charge;
import java.security.Principal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What people keep as proof of what they were charged: it can be checked with the key of the log alone. */
@RestController
class ReceiptController {

    private final PublishedLog log;
    private final LogTables tables;

    ReceiptController(PublishedLog log, LogTables tables) {
        this.log = log;
        this.tables = tables;
    }

    /** Of the event that charged a message of the caller's. */
    @GetMapping("/api/chat/{id}/receipt")
    ResponseEntity<byte[]> ofMessage(@PathVariable String id, Principal caller) {
        MessageId message = message(id);
        Charge charge = tables.charge(caller.getName(), message.value()).orElseThrow(ReceiptController::noSuchMessage);
        if (charge.sequence() == null && charge.pending()) {
            throw PublishedLog.inProgress();
        }
        if (charge.sequence() == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "Nothing was charged for this message.");
        }
        return receipt(caller, charge.sequence(), message.toString());
    }

    /** @param position of an entry in the caller's statement */
    @GetMapping("/api/tokens/history/{position}/receipt")
    ResponseEntity<byte[]> ofEntry(@PathVariable String position, Principal caller) {
        long number = number(position);
        long sequence = tables.nthMovement(caller.getName(), number).orElseThrow(ReceiptController::noSuchEntry);
        return receipt(caller, sequence, "statement-" + number);
    }

    private ResponseEntity<byte[]> receipt(Principal caller, long sequence, String name) {
        long position = tables.position(caller.getName(), sequence).orElseThrow(PublishedLog::inProgress);
        return ResponseEntity.ok()
                .contentType(LogController.TEXT)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".tlog-proof\"")
                .body(log.proof(position).getBytes(UTF_8));
    }

    private static MessageId message(String id) {
        try {
            return MessageId.parse(id);
        } catch (InvalidValue malformed) {
            throw noSuchMessage();
        }
    }

    private static long number(String position) {
        if (!position.matches("[1-9]\\d{0,17}")) {
            throw noSuchEntry();
        }
        return Long.parseLong(position);
    }

    private static Refusal noSuchMessage() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such message.");
    }

    private static Refusal noSuchEntry() {
        return new Refusal(ErrorCode.NOT_FOUND, "The statement has no such entry.");
    }
}
