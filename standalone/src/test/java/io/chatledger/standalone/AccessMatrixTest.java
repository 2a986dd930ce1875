package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Every call of the API's document by everybody who might make it: let in or refused as the document says. The numbers
 * are those of the OWASP API Security Top 10 2023: API1 broken object level authorization, API2 broken authentication,
 * API5 broken function level authorization.
 */
@ExtendWith(SharedSystems.class)
class AccessMatrixTest {

    private enum Caller {
        NOBODY, CHAT_KEY, READ_KEY, SUSPENDED, OTHER, AUDITOR, OPERATOR, ADMIN, OWNER
    }

    /** Why a caller is refused, or null if he is let in. */
    private record Refusal(ErrorCode code, String rule) {}

    /**
     * No message is being answered here, so that there is nothing to cancel for its sender either; no mails are sent,
     * and no rebuild takes that long.
     */
    private static final Set<String> NOTHING_THERE =
            Set.of("cancelMessage", "embed", "resetPassword", "pauseRebuild", "resumeRebuild", "cancelRebuild");

    private final OneProcess system;
    private @Nullable Client other;

    AccessMatrixTest(OneProcess system) {
        this.system = system;
    }

    @Test
    void theDocumentIsTheOneThatIsServed() {
        JsonNode served = system.client().get("/openapi.json").expect(200).json().path("paths");

        assertThat(Contract.DOCUMENT.operations()).isNotEmpty().allSatisfy(operation ->
                assertThat(served.path(operation.path()).has(operation.method().toLowerCase())).isTrue());
    }

    /** Then the matrix asks for it as somebody else, too. */
    @Test
    void whatAUserReachesByItsIdIsHisOwn() {
        assertThat(Contract.DOCUMENT.operations())
                .filteredOn(operation -> operation.path().contains("{") && operation.opensTo("USER"))
                .filteredOn(operation -> !operation.path().startsWith("/v1/models"))
                .hasSizeGreaterThan(5)
                .allMatch(Contract.Operation::isOwned);
    }

    /** Whoever sends a key believes that the call may be repeated safely. */
    @Test
    void anIdempotencyKeyIsRefusedByEveryCallThatDoesNotListIt() {
        User owner = system.newUser();
        Client admin = withRoles("USER", "AUDITOR", "OPERATOR", "ADMIN").with("Idempotency-Key", "a-key");
        assertThat(Contract.DOCUMENT.operations()).filteredOn(operation -> !operation.isRepeatable())
                .hasSizeGreaterThan(30)
                .allSatisfy(operation -> {
                    Answer answer = admin.json(operation.method(), path(operation, owner), operation.exampleBody());
                    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
                    // Anthropic's shape has no place for the name.
                    JsonNode named = answer.json().at(operation.path().startsWith("/v1/messages") ? "/error/message"
                            : operation.path().startsWith("/v1/") ? "/error/param" : "/errors/0/field");
                    assertThat(named.asString()).startsWith("Idempotency-Key");
                });
    }

    @TestFactory
    Stream<DynamicTest> everyCallLetsInWhomItShouldAndNobodyElse() {
        Map<Caller, Client> staff = new EnumMap<>(Caller.class);
        for (Caller caller : List.of(Caller.AUDITOR, Caller.OPERATOR, Caller.ADMIN)) {
            staff.put(caller, withRoles(caller.name()));
        }
        staff.put(Caller.SUSPENDED, suspended());
        return Contract.DOCUMENT.operations().stream().map(operation ->
                DynamicTest.dynamicTest(operation.toString(), () -> expect(operation, staff)));
    }

    private void expect(Contract.Operation operation, Map<Caller, Client> staff) {
        User owner = system.newUser();
        // Who is erased is nobody any more who could ask.
        String path = path(operation, operation.id().equals("erase") ? system.newUser() : owner);
        Map<Caller, Client> callers = new EnumMap<>(staff);
        callers.put(Caller.NOBODY, system.client());
        callers.put(Caller.CHAT_KEY, system.client().with("Authorization", "Bearer " + owner.newKey("chat")));
        callers.put(Caller.READ_KEY, system.client().with("Authorization", "Bearer " + owner.newKey("read")));
        callers.put(Caller.OTHER, other());
        // The last, because some calls leave nothing behind to be refused.
        callers.put(Caller.OWNER, owner.client());
        if (operation.id().equals("userHistory")) {
            staff.get(Caller.ADMIN).post(path + "/open", Map.of("reason", "a test")).expect(200);
        }
        callers.forEach((caller, client) -> {
            Refusal refusal = refusal(operation, caller);
            Answer answer = call(client, operation, path, owner);
            String cell = "%s by %s → %d %s".formatted(operation, caller, answer.status(), answer.body());
            if (refusal != null) {
                assertThat(answer.status()).as("%s: %s", refusal.rule(), cell).isEqualTo(refusal.code().status());
                if (refusal.code() == ErrorCode.SUSPENDED) {
                    assertThat(answer.body()).as(cell).contains("suspended");
                }
            } else {
                assertThat(answer.status()).as(cell).isNotIn(401, 403).isLessThan(500);
                if (!NOTHING_THERE.contains(operation.id())) {
                    assertThat(answer.status()).as(cell).isNotEqualTo(404);
                }
            }
        });
    }

    private static Refusal refusal(Contract.Operation operation, Caller caller) {
        if (operation.isPublic()) {
            return null;
        }
        return switch (caller) {
            case NOBODY -> new Refusal(ErrorCode.UNAUTHENTICATED, "API2");
            case CHAT_KEY -> operation.opensToScope("chat") ? null : new Refusal(ErrorCode.FORBIDDEN, "API5");
            case READ_KEY -> operation.opensToScope("read") ? null : new Refusal(ErrorCode.FORBIDDEN, "API5");
            case SUSPENDED -> new Refusal(ErrorCode.SUSPENDED, "API2");
            case OTHER, AUDITOR, OPERATOR, ADMIN, OWNER -> {
                // Every account is a USER.
                if (!operation.opensTo("USER") && !operation.opensTo(caller.name())) {
                    yield new Refusal(ErrorCode.FORBIDDEN, "API5");
                }
                yield operation.isOwned() && caller != Caller.OWNER ? new Refusal(ErrorCode.NOT_FOUND, "API1") : null;
            }
        };
    }

    /** The same as before, unless what he called has ended his session: to hash a password takes long. */
    private Client other() {
        if (other == null || other.get("/api/tokens").status() == 401) {
            other = system.newUser().client();
        }
        return other;
    }

    private Client withRoles(String... roles) {
        return withRoles(system.newUser(), roles);
    }

    private Client withRoles(User user, String... roles) {
        system.admin().client()
                .json("PUT", "/api/admin/users/" + user.id() + "/roles",
                        Map.of("roles", List.of(roles), "reason", "a test"))
                .expect(200);
        return system.client().logIn(user.username(), user.password()).client();
    }

    /** No role is missing, so that it is for nothing else that he is refused, and everywhere within five seconds. */
    private Client suspended() {
        User user = system.newUser();
        Client client = withRoles(user, "AUDITOR", "OPERATOR", "ADMIN");
        client.get("/api/audit/trial-balance").expect(200);
        system.admin().client().post("/api/admin/users/" + user.id() + "/suspend", Map.of("reason", "a test"))
                .expect(200);
        await("both sides know").atMost(Duration.ofSeconds(5)).until(() ->
                client.get("/api/user/sessions").status() == 403 && client.get("/api/tokens").status() == 403);
        return client;
    }

    /** With something of the owner's in place of the variable. */
    private String path(Contract.Operation operation, User owner) {
        String collection = operation.path().replaceFirst("/\\{.*", "");
        if (collection.equals(operation.path())) {
            // Otherwise it has no end.
            return operation.id().equals("operationEvents") ? collection + "?limit=1" : collection;
        }
        String id = switch (collection) {
            case "/api/admin/users", "/api/audit/accounts" -> owner.id();
            case "/api/conversations" -> owner.chat("Hello").expect(200).text("conversation_id");
            case "/api/chat" -> owner.chat("Hello").expect(200).text("id");
            // One that others do not have, although they have chatted, too.
            case "/api/tokens/history" -> {
                for (int i = 0; i < 12; i++) {
                    owner.chat("Hello").expect(200);
                }
                yield "25";
            }
            case "/api/audit/log/tile" -> "0/000.p/1";
            case "/api/user/sessions" ->
                owner.client().get(collection).expect(200).json().at("/results/0/id").asString();
            case "/api/user/keys" -> owner.client().post(collection, Map.of()).expect(201).text("id");
            case "/v1/models" -> "echo";
            case "/api/ops/projections" -> "statement";
            case "/api/audit/replays" -> replay();
            default -> throw new AssertionError("What is there to ask for at " + operation + "?");
        };
        return operation.path().replaceFirst("\\{\\w+}", id);
    }

    private String replay() {
        Client admin = system.admin().client();
        return await("those before have ended")
                .until(() -> admin.post("/api/audit/replays", Map.of()), answer -> answer.status() == 202)
                .text("id");
    }

    /** With the document's own example as the body, but for what only the owner knows. */
    private Answer call(Client client, Contract.Operation operation, String path, User owner) {
        Map<String, ?> body = switch (operation.canonicalPath()) {
            case "/api/register" -> Map.of("username", "user-" + UUID.randomUUID(), "password", owner.password());
            case "/api/login" -> logIn(owner);
            case "/api/token/refresh", "/api/logout" ->
                Map.of("refresh", system.client().post("/api/login", logIn(owner)).expect(200).text("refresh"));
            case "/api/user/password" -> Map.of("old_password", owner.password(), "new_password", "battery staple");
            // Whoever is let in is asked for the password; with it, nobody would be left to ask the next question.
            case "/api/user" -> Map.of();
            default -> operation.exampleBody();
        };
        return client.json(operation.method(), path, body);
    }

    private static Map<String, String> logIn(User user) {
        return Map.of("username", user.username(), "password", user.password());
    }
}
