package io.chatledger.query.rebuilding;

import io.chatledger.query.idempotency.RepeatableRequest;
import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ProjectionStatus;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.NotFound;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** For operators: how the projections are doing, and a new start for one of them. */
@RestController
@RequestMapping("/api/ops/projections")
class ProjectionsController {

    private final ProjectionPositions positions;
    private final Rebuilds rebuilds;
    private final TransactionTemplate transaction;

    ProjectionsController(ProjectionPositions positions, Rebuilds rebuilds, TransactionTemplate transaction) {
        this.positions = positions;
        this.rebuilds = rebuilds;
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
    ResponseEntity<ProjectionStatus> rebuild(@PathVariable String name, RepeatableRequest repeatable) {
        ReadModel model = ReadModel.named(name).orElseThrow(() -> new NotFound("There is no such projection."));
        ProjectionStatus begun = repeatable.answer(ProjectionStatus.class, () -> transaction.execute(_ -> {
            positions.wantRebuild(model);
            return repeatable.keep(one(name));
        }));
        rebuilds.nudge(model);
        return ResponseEntity.accepted().body(begun);
    }
}
