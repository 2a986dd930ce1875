package io.chatledger.query.rebuilding;

import io.chatledger.query.projection.ProjectionPositions;
import io.chatledger.query.projection.ProjectionStatus;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.NotFound;
import java.util.List;
import org.springframework.http.ResponseEntity;
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

    ProjectionsController(ProjectionPositions positions, Rebuilds rebuilds) {
        this.positions = positions;
        this.rebuilds = rebuilds;
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

    @PostMapping("/{name}/rebuild")
    ResponseEntity<ProjectionStatus> rebuild(@PathVariable String name) {
        rebuilds.begin(ReadModel.named(name).orElseThrow(() -> new NotFound("There is no such projection.")));
        return ResponseEntity.accepted().body(one(name));
    }
}
