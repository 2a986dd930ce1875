package io.chatledger.command.operation;

import io.chatledger.command.chat.ChatModels;
import io.chatledger.command.chat.ModelActivity;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For operators: how each model of each provider is doing. */
@RestController
class ProvidersController {

    /** @param since when this process began to count */
    record Providers(Instant since, List<ModelActivity> results) {}

    private final ChatModels models;
    private final Instant since;

    ProvidersController(ChatModels models, Clock clock) {
        this.models = models;
        this.since = clock.instant();
    }

    /** Counted in memory, by each copy of this side for itself. */
    @GetMapping("/api/ops/providers")
    Providers providers() {
        return new Providers(since, models.activity());
    }
}
