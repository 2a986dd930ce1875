package io.chatledger.query.following;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.query.QuerySide;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

class SeveralCopiesTest {

    @Test
    void severalCopiesShareTheWorkAndEachAnswersFresh() {
        try (TestQuerySide one = new TestQuerySide();
                ConfigurableApplicationContext other = QuerySide.application().run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + one.database().url(),
                        "--chatledger.jwk-set-uri=" + one.keys.uri(),
                        "--spring.datasource.hikari.data-source-properties.ApplicationName=query-side 1@elsewhere",
                        "--chatledger.projections.batch-events=3")) {
            Person admin = one.ledger.register("admin", List.of("ADMIN"), 0);
            int otherPort = other.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            assertThat(copies(one.get(admin, "/api/ops/query-side")))
                    .hasSize(2)
                    .contains("false 1@elsewhere");
            assertThat(copies(one.get(otherPort, admin, "/api/ops/query-side")))
                    .hasSize(2)
                    .contains("true 1@elsewhere");
            long seed = Long.getLong("chatledger.seed", System.nanoTime());
            System.out.println("SeveralCopiesTest draws from -Dchatledger.seed=" + seed);

            for (Person person : one.ledger.live(150, new Random(seed))) {
                person.isGranted(1);
                assertThat(one.get(person, "/api/tokens").ok().http().body())
                        .isEqualTo(one.get(otherPort, person, "/api/tokens").ok().http().body());
            }

            String replay = "/api/audit/replays/" + one.post(admin, "/api/audit/replays").json().get("id").asString();
            JsonNode report = await().until(() -> one.get(otherPort, admin, replay).ok().json(),
                    each -> !each.get("status").asString().equals("running"));
            assertThat(report.get("status").asString()).isEqualTo("matched");
        }
    }

    /** Whether each is the one that answers, and its name. */
    private static List<String> copies(Answer answer) {
        assertThat(answer.ok().json().get("problems")).isEmpty();
        return answer.json().get("results").valueStream()
                .map(copy -> copy.get("answers").asBoolean() + " " + copy.get("name").asString())
                .toList();
    }
}
