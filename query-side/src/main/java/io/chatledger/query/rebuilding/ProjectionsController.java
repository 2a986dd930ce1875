package io.chatledger.query.rebuilding;

import io.chatledger.api.AccountId;
import io.chatledger.query.idempotency.RepeatableRequest;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ProjectionStatus;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.NotFound;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** For operators: how the projections are doing, and a new start for each of them. */
@RestController
@RequestMapping("/api/ops/projections")
class ProjectionsController {

    private static final Logger log = LoggerFactory.getLogger(ProjectionsController.class);

    private final ProjectionPositions positions;
    private final Rebuilds rebuilds;
    private final ReadModelTables tables;
    private final TransactionTemplate transaction;

    ProjectionsController(
            ProjectionPositions positions, Rebuilds rebuilds, ReadModelTables tables, TransactionTemplate transaction) {
        this.positions = positions;
        this.rebuilds = rebuilds;
        this.tables = tables;
        this.transaction = transaction;
    }

    record Projections(List<ProjectionStatus> results) {}

    @GetMapping
    Projections all() {
        return new Projections(positions.statuses());
    }

    @GetMapping("/{name}")
    ProjectionStatus one(@PathVariable String name) {
        return positions.statuses().stream().filter(status -> status.name().equals(name)).findFirst()
                .orElseThrow(() -> new NotFound("There is no such projection."));
    }

    /** Projects all events anew, beside the live read model, and then replaces that. */
    @PostMapping("/{name}/rebuild")
    ResponseEntity<ProjectionStatus> rebuild(
            @AuthenticationPrincipal AccountId caller, @PathVariable String name, RepeatableRequest repeatable) {
        ReadModel model = model(name);
        ProjectionStatus begun = repeatable.answer(ProjectionStatus.class, () -> transaction.execute(_ -> {
            positions.wantRebuild(model, caller);
            return repeatable.keep(one(name));
        }));
        log.info("A rebuild of {} was asked for by {}", model, caller);
        rebuilds.nudge(model);
        return ResponseEntity.accepted().body(begun);
    }

    /** After the batch that is under way; it can be resumed where it is, also by another process. */
    @PostMapping("/{name}/rebuild/pause")
    ProjectionStatus pause(@PathVariable String name) {
        return change(name, positions::pauseRebuild);
    }

    @PostMapping("/{name}/rebuild/resume")
    ProjectionStatus resume(@PathVariable String name) {
        ProjectionStatus resumed = change(name, positions::resumeRebuild);
        rebuilds.nudge(model(name));
        return resumed;
    }

    /** The live read model was kept up to date all the while, and stays. */
    @PostMapping("/{name}/rebuild/cancel")
    ProjectionStatus cancel(@PathVariable String name) {
        return change(name, model -> {
            boolean cancelled = positions.cancelRebuild(model);
            tables.dropNext(model);
            return cancelled;
        });
    }

    private ProjectionStatus change(String name, Predicate<ReadModel> change) {
        ReadModel model = model(name);
        return transaction.execute(_ -> {
            if (!change.test(model)) {
                throw new NotFound("This projection is not being rebuilt.");
            }
            return one(name);
        });
    }

    private static ReadModel model(String name) {
        return ReadModel.named(name).orElseThrow(() -> new NotFound("There is no such projection."));
    }
}
