package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One chatledger is the provider of another, so that a message is paid for twice: by its user, and by the reseller. */
@ExtendWith(SharedSystems.class)
class LoopTest {

    private static final long RESALE_PRICE = 130;

    @Test
    void theLoopChatsAndBothBalancesAreRight(OneProcess wholesaler) {
        User reseller = wholesaler.newUser();
        try (Serving shop = new Serving(Map.of(
                "CHATLEDGER_PROVIDERS_0_NAME", "wholesaler",
                "CHATLEDGER_PROVIDERS_0_BASE_URL", wholesaler.gateway() + "/v1",
                "CHATLEDGER_PROVIDERS_0_API_KEY", reseller.newKey(),
                "CHATLEDGER_PROVIDERS_0_MODELS_0_ID", "far-echo",
                "CHATLEDGER_PROVIDERS_0_MODELS_0_UPSTREAM_ID", "echo",
                "CHATLEDGER_PROVIDERS_0_MODELS_0_FLAT_PRICE", Long.toString(RESALE_PRICE)))) {
            User customer = shop.client().newUser();

            assertThat(customer.chat("Hello, AI!", "far-echo").expect(200).text("response"))
                    .isEqualTo("Echo: Hello, AI!");
            assertThat(customer.stream("Once more", "far-echo").last("done").get("response").asString())
                    .isEqualTo("Echo: Once more");
            assertThat(customer.chat("Near", "echo").expect(200).text("response")).isEqualTo("Echo: Near");

            expectBalance(customer, User.WELCOME_TOKENS - 2 * RESALE_PRICE - User.PRICE);
            expectBalance(reseller, User.WELCOME_TOKENS - 2 * User.PRICE);
            assertThat(reseller.history()).extracting(message -> message.get("message").asString())
                    .containsExactly("Once more", "Hello, AI!");

            empty(reseller, wholesaler);
            customer.chat("On whose account?", "far-echo").expectProblem(ErrorCode.PROVIDER_FAILED);
            expectBalance(customer, User.WELCOME_TOKENS - 2 * RESALE_PRICE - User.PRICE);
            expectBalance(reseller, 0);
        }
    }

    private static void empty(User account, OneProcess system) {
        system.admin().client().post("/api/admin/users/" + account.id() + "/tokens",
                Map.of("amount", -account.tokens(), "reason", "a test")).expect(200);
    }

    /** With nothing held, and the statement in agreement. */
    private static void expectBalance(User account, long tokens) {
        Answer balance = account.client().get("/api/tokens").expect(200);
        assertThat(balance.number("tokens")).isEqualTo(tokens);
        assertThat(balance.number("held")).isZero();
        assertThat(account.statement().getFirst().get("balance").asLong()).isEqualTo(tokens);
    }
}
