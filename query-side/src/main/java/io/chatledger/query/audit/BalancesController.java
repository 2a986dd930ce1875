package io.chatledger.query.audit;

import io.chatledger.query.balance.Balances;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ReadModel;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** For auditors: what the read model says of every account, to be compared with what their own program has folded. */
@RestController
class BalancesController {

    private static final Set<ReadModel> MODEL = Set.of(ReadModel.BALANCE);

    private final Freshness freshness;
    private final ProjectionPositions positions;
    private final Balances balances;
    private final JsonMapper json;

    BalancesController(Freshness freshness, ProjectionPositions positions, Balances balances, JsonMapper json) {
        this.freshness = freshness;
        this.positions = positions;
        this.balances = balances;
        this.json = json;
    }

    /**
     * One account.
     *
     * @param position of the last event that the read model has seen, the same for all
     */
    record Line(UUID account, long balance, long held, long position) {}

    /** All in one snapshot, row by row on the request's own thread. */
    @GetMapping("/api/audit/balances")
    void balances(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        OutputStream lines = response.getOutputStream();
        try {
            freshness.ofAll(MODEL, () -> {
                long position = positions.of(ReadModel.BALANCE);
                balances.forEach(row -> write(new Line(row.account(), row.balance(), row.held(), position), lines));
                return position;
            });
        } catch (UncheckedIOException clientGone) {
            throw clientGone.getCause();
        }
    }

    private void write(Line line, OutputStream lines) {
        try {
            lines.write(json.writeValueAsBytes(line));
            lines.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
