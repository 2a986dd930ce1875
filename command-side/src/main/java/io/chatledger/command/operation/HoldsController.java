package io.chatledger.command.operation;

import io.chatledger.api.InvalidValue;
import java.time.Clock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For operators: what is held for messages that are being answered, and for how long already. */
@RestController
class HoldsController {

    private static final int LARGEST_PAGE = 200;

    private final OpenHolds holds;
    private final Clock clock;

    HoldsController(OpenHolds holds, Clock clock) {
        this.holds = holds;
        this.clock = clock;
    }

    /** @param limit how many are listed, the oldest first */
    @GetMapping("/api/ops/holds")
    OpenHolds.Shown holds(@RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new InvalidValue("limit", "must be from 1 to " + LARGEST_PAGE);
        }
        return holds.at(clock.instant(), limit);
    }
}
