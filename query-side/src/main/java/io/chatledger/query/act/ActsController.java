package io.chatledger.query.act;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For administrators: who did what to whom, why, and from what to what. Newest first. */
@RestController
class ActsController {

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.ACTS, ReadModel.ACCOUNT, ReadModel.STATEMENT);

    private final Freshness freshness;
    private final Acts acts;

    ActsController(Freshness freshness, Acts acts) {
        this.freshness = freshness;
        this.acts = acts;
    }

    /**
     * @param account that they were done to
     * @param type    the name of an event
     * @param from    the first moment whose acts are shown
     * @param until   the first one whose acts are not
     */
    @GetMapping("/api/admin/acts")
    Page<ShownAct> acts(
            @RequestParam @Nullable String actor,
            @RequestParam @Nullable AccountId account,
            @RequestParam @Nullable String type,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        if (type != null && ActProjection.TYPES.stream().noneMatch(each -> each.getSimpleName().equals(type))) {
            throw new InvalidValue("type", "must be the name of an act");
        }
        var time = new TimeRange(from, until);
        var selection = new Acts.Selection(actor == null ? null : Actor.parse(actor), account, type, time);
        int rows = Page.rowsFor(limit).max();
        long end = Cursor.orEnd(before).position();
        return freshness.ofAll(SHOWN, () -> Page.of(acts.page(selection, end, rows), limit, ShownAct::position));
    }
}
