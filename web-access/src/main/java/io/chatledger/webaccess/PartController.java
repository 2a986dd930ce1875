package io.chatledger.webaccess;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For operators: whether a side is well, and which copies of it there are. */
@RestController
class PartController {

    /**
     * @param startedAt when the copy that answers began
     * @param problems  what is not well with it; none if all is
     * @param results   all copies
     */
    record Part(Instant startedAt, List<String> problems, List<Copies.Copy> results) {}

    private final HealthEndpoint health;
    private final Copies copies;
    private final Instant startedAt;

    PartController(HealthEndpoint health, Copies copies, Clock clock) {
        this.health = health;
        this.copies = copies;
        this.startedAt = clock.instant();
    }

    @GetMapping("/api/ops/${spring.application.name}")
    Part part() {
        return new Part(startedAt, problems(health.health()), copies.all());
    }

    private static List<String> problems(HealthDescriptor health) {
        Map<String, HealthDescriptor> components =
                health instanceof CompositeHealthDescriptor all ? all.getComponents() : null;
        return components == null
                ? List.of()
                : components.entrySet().stream()
                        .filter(component -> !component.getValue().getStatus().equals(Status.UP))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
    }
}
