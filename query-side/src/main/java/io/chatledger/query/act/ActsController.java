package io.chatledger.query.act;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.act.ShownAct.State;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For administrators: who did what to whom, why, and from what to what; for people, what was done to them. */
@RestController
class ActsController {

    /**
     * An act as the person sees it that it was done to: all that is kept about it, but not who it was.
     *
     * @see ShownAct
     */
    record OwnAct(
            long position,
            String type,
            @Nullable String reason,
            @Nullable Long amount,
            @Nullable State from,
            @Nullable State to,
            Instant createdAt) {

        static OwnAct of(ShownAct act) {
            return new OwnAct(
                    act.position(), act.type(), act.reason(), act.amount(), act.from(), act.to(), act.createdAt());
        }
    }

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.ACTS, ReadModel.ACCOUNT, ReadModel.STATEMENT);

    private final Freshness freshness;
    private final Acts acts;

    ActsController(Freshness freshness, Acts acts) {
        this.freshness = freshness;
        this.acts = acts;
    }

    /**
     * Newest first.
     *
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

    /** For the archive of all that is kept about somebody. */
    @GetMapping("/api/user/acts")
    Page<OwnAct> own(
            @AuthenticationPrincipal AccountId caller,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        var selection = new Acts.Selection(null, caller, null, new TimeRange(null, null));
        long end = Cursor.orEnd(before).position();
        int rows = Page.rowsFor(limit).max();
        return freshness.of(caller, SHOWN, () -> Page.of(acts.page(selection, end, rows), limit, ShownAct::position))
                .map(OwnAct::of);
    }
}
