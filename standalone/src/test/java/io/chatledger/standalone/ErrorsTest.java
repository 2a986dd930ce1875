package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chatledger.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The error table of the API, row by row. 503 is in {@link StoppedSideTest}. */
@ExtendWith(SharedSystems.class)
class ErrorsTest {

    private static final int LIMIT_BYTES = 256 * 1024;

    private final OneProcess system;

    ErrorsTest(OneProcess system) {
        this.system = system;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "{", "[]", "\"text\"", "{\"message\": 5}", "{\"message\": true}", "{\"message\": null}", "{}",
        "{\"message\": \"\"}", "{\"message\": \" \\t\\n\"}", "{\"message\": \"Hello\", \"unknown\": 1}",
        "{\"message\": \"Hello\", \"model\": 1}", "{\"message\": \"Hello\", \"conversation_id\": \"no uuid\"}",
        "{\"message\": \"Hello\", \"model\": \"no-such-model\"}"})
    void aRequestThatCannotBeUnderstoodIs400(String body) {
        User user = system.newUser();

        Answer answer = user.client().with("Content-Type", "application/json")
                .send("POST", "/api/chat", BodyPublishers.ofString(body))
                .expectProblem(ErrorCode.INVALID_REQUEST);

        assertThat(answer.json().required("errors").isArray()).isTrue();
        assertThat(answer.json().required("errors")).isNotEmpty().allSatisfy(error -> {
            assertThat(error.propertyNames()).containsExactlyInAnyOrder("field", "message");
            assertThat(error.get("field").asString()).isNotBlank();
        });
        assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @Test
    void aMessageMayHave32000CharactersAndNotOneMore() {
        User user = system.newUser();

        user.chat("x".repeat(32_000)).expect(200);
        // Escaped, as many clients write it: 384 kB.
        user.client().with("Content-Type", "application/json")
                .send("POST", "/api/chat", BodyPublishers.ofString(
                        "{\"message\": \"" + "\\ud83d\\ude00".repeat(32_000) + "\"}"))
                .expect(200);
        Answer answer = user.chat("x".repeat(32_001)).expectProblem(ErrorCode.INVALID_REQUEST);

        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("message");
    }

    @ParameterizedTest
    @CsvSource({
        "ab, correct horse, username", "a b c, correct horse, username", "abc/def, correct horse, username",
        "valid-name, 1234567, password"})
    void aRegistrationNamesTheFieldThatCannotBe(String username, String password, String field) {
        Answer answer = system.client().post("/api/register", Map.of("username", username, "password", password))
                .expectProblem(ErrorCode.INVALID_REQUEST);

        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=ten", "before=not-a-cursor", "conversation_id=no-uuid"})
    void aQueryThatCannotBeUnderstoodIs400(String query) {
        system.newUser().client().get("/api/chat?" + query).expectProblem(ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/tokens?at=&, at", "GET, /api/tokens?until=2026-01-01T00:00:00Z, until",
                "GET, /api/chat?limit=, limit",
        "GET, /api/chat?limit=1&limit=2, limit", "GET, /api/admin/users?sort=name, sort",
        "POST, /api/login?next=/, next",
        "POST, /api/chat?stream=true, stream", "POST, /balance?currency=EUR, currency",
        "GET, /v1/models?limit=1, limit",
        "GET, /api/user/sessions?a%20b=1, query"})
    void aParameterThatTheCallDoesNotKnowOrThatIsEmptyIsNamed(String method, String path, String field) {
        Client client = system.admin().client();

        Answer answer = method.equals("GET") ? client.get(path) : client.post(path, Map.of("message", "Hello"));

        answer.expect(400);
        assertThat(answer.json().at(path.startsWith("/v1") ? "/error/param" : "/errors/0/field").asString())
                .isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({"GET, /api/tokens, 200", "GET, /api/user/sessions, 200", "DELETE, /api/user/keys/none, 404"})
    void aFormThatACallDoesNotReadMayBeAsBrokenAsItLikes(String method, String path, int status) {
        system.newUser().client().with("Content-Type", "multipart/form-data")
                .send(method, path, BodyPublishers.noBody()).expect(status);
    }

    @Test
    void anAmountThatIsTooLargeIsNamed() {
        User user = system.newUser();

        Answer answer = system.admin().client().post(
                        "/api/admin/users/" + user.id() + "/tokens",
                        Map.of("amount", Long.MAX_VALUE, "reason", "a test"))
                .expectProblem(ErrorCode.INVALID_REQUEST);

        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("amount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer not-a-token", "Basic dXNlcjpwYXNz", "Token a.b.c"})
    void withoutAnAccessTokenItIs401(String authorization) {
        Client stranger = authorization.isEmpty()
                ? system.client() : system.client().with("Authorization", authorization);

        expectUnauthenticated(stranger);
        Answer answer = stranger.post("/api/chat", Map.of("message", "Hello"));
        answer.expectProblem(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void withAnExpiredOrForgedAccessTokenItIs401() throws Exception {
        ECKey ours = JWKSet.load(system.data().keys().resolve("access-token-keys.json").toFile()).getKeys().getFirst()
                .toECKey();
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(ours.getKeyID()).generate();
        User user = system.newUser();
        Instant now = Instant.now();

        // The signature is right, so it is the expiry alone that is refused below.
        with(token(ours, user, now.plus(Duration.ofMinutes(1)))).get("/api/tokens").expect(200);

        expectUnauthenticated(with(token(ours, user, now.minus(Duration.ofMinutes(5)))));
        expectUnauthenticated(with(token(ours, user, null)));
        expectUnauthenticated(with(token(foreign, user, now.plus(Duration.ofMinutes(1)))));
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAre401AndLookTheSame() {
        User user = system.newUser();

        Answer wrong = logIn(user.username(), "wrong horse").expectProblem(ErrorCode.BAD_CREDENTIALS);
        Answer unknown = logIn("nobody-" + UUID.randomUUID(), "wrong horse").expectProblem(ErrorCode.BAD_CREDENTIALS);

        assertThat(wrong.text("detail")).isEqualTo(unknown.text("detail"));
        assertThat(wrong.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/admin/users", "GET, /api/audit/trial-balance", "GET, /api/ops/projections",
        "POST, /api/ops/projections/balance/rebuild", "POST, /api/audit/replays"})
    void withoutTheRoleItIs403(String method, String path) {
        system.newUser().client().json(method, path, Map.of()).expectProblem(ErrorCode.FORBIDDEN);
    }

    @Test
    void aUserCannotGiveTokensOrRolesToHimself() {
        User user = system.newUser();

        user.client().post("/api/admin/users/" + user.id() + "/tokens", Map.of("amount", 1, "reason", "greed"))
                .expectProblem(ErrorCode.FORBIDDEN);
        user.client().json("PUT", "/api/admin/users/" + user.id() + "/roles",
                Map.of("roles", List.of("ADMIN"), "reason", "a test"))
                .expectProblem(ErrorCode.FORBIDDEN);
    }

    @Test
    void aSuspendedAccountCannotChatUntilItIsReactivated() {
        User user = system.newUser();
        User admin = system.admin();

        admin.client().post("/api/admin/users/" + user.id() + "/suspend", Map.of("reason", "a test")).expect(200);
        user.chat("Hello").expectProblem(ErrorCode.SUSPENDED);
        admin.client().post("/api/admin/users/" + user.id() + "/reactivate", Map.of("reason", "a test")).expect(200);
        user.chat("Hello").expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/path", "/api", "/api/chat/of/somebody", "/api/user/nothing", "/actuator/env"})
    void anUnknownPathIs404(String path) {
        system.client().get(path).expectProblem(ErrorCode.NOT_FOUND);
        system.newUser().client().get(path).expectProblem(ErrorCode.NOT_FOUND);
    }

    @Test
    void anUnknownAccountIs404ForAnAdministrator() {
        Client admin = system.admin().client();
        for (String id : List.of(UUID.randomUUID().toString(), "no-uuid")) {
            admin.get("/api/admin/users/" + id).expectProblem(ErrorCode.NOT_FOUND);
            admin.get("/api/admin/users/" + id + "/chat").expectProblem(ErrorCode.NOT_FOUND);
            admin.post("/api/admin/users/" + id + "/tokens", Map.of("amount", 1, "reason", "a test"))
                    .expectProblem(ErrorCode.NOT_FOUND);
        }
        admin.get("/api/audit/replays/" + UUID.randomUUID()).expectProblem(ErrorCode.NOT_FOUND);
        admin.get("/api/ops/projections/none").expectProblem(ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/chat", "PUT, /api/tokens", "GET, /api/register", "GET, /api/login", "POST, /api/user/profile"})
    void aKnownPathWithAnotherMethodIs405AndTellsWhichAreAllowed(String method, String path) {
        Answer answer = system.newUser().client().json(method, path, Map.of())
                .expectProblem(ErrorCode.METHOD_NOT_ALLOWED);

        assertThat(answer.header("Allow")).isNotBlank().doesNotContain(method);
    }

    @Test
    void aNameOrAnEmailThatSomebodyHasIs409() {
        String name = "taken-" + UUID.randomUUID();
        String email = name + "@example.org";
        system.client().post("/api/register", Map.of("username", name, "password", "correct horse", "email", email))
                .expect(201);

        system.client().post("/api/register", Map.of("username", name.toUpperCase(), "password", "correct horse"))
                .expectProblem(ErrorCode.USERNAME_TAKEN);
        system.client().post("/api/register", Map.of(
                        "username", "not-" + name, "password", "correct horse", "email", email.toUpperCase()))
                .expectProblem(ErrorCode.EMAIL_TAKEN);
        system.newUser().client().json("PATCH", "/api/user/profile", Map.of("email", email))
                .expectProblem(ErrorCode.EMAIL_TAKEN);
    }

    @Test
    void aBodyOver256KiBIs413WithItsLengthAnnouncedOrNot() {
        Client client = system.newUser().client().with("Content-Type", "application/json");
        byte[] tooLarge = "x".repeat(LIMIT_BYTES + 1).getBytes();

        client.send("POST", "/api/chat", BodyPublishers.ofByteArray(tooLarge)).expectProblem(ErrorCode.TOO_LARGE);
        client.send("POST", "/api/chat", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)))
                .expectProblem(ErrorCode.TOO_LARGE);
    }

    /** An unknown field under /v1 is refused for its name if it can be read at all. */
    @Test
    void jsonMayBe100LevelsDeepAndItsNumbers100DigitsLong() {
        User user = system.newUser();
        for (String within : List.of("[".repeat(99) + "]".repeat(99), "1".repeat(100))) {
            assertThat(complete(user, within).expect(400).json().get("error").get("param").asString())
                    .isEqualTo("unknown");
        }

        for (String beyond : List.of(
                "[".repeat(100) + "]".repeat(100), "[".repeat(100_000) + "]".repeat(100_000), "1".repeat(101))) {
            assertThat(complete(user, beyond).expect(400).json().get("error").get("param").isNull()).isTrue();
            Client client = user.client().with("Content-Type", "application/json");
            client.send("POST", "/api/chat", BodyPublishers.ofString("{\"message\": %s}".formatted(beyond)))
                    .expectProblem(ErrorCode.INVALID_REQUEST);
        }
        assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void aBodyThatIsNotJsonIs415(String contentType) {
        system.newUser().client().with("Content-Type", contentType)
                .send("POST", "/api/chat", BodyPublishers.ofString("message=Hello"))
                .expectProblem(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void aRequestIdOfTheClientComesBackInAnswersAndProblems() {
        Client client = system.newUser().client().with("X-Request-Id", "client-chosen-1234");

        assertThat(client.get("/api/tokens").expect(200).header("X-Request-Id")).isEqualTo("client-chosen-1234");
        assertThat(client.get("/api/chat?limit=0").expect(400).text("trace_id")).isEqualTo("client-chosen-1234");
    }

    private Answer logIn(String username, String password) {
        return system.client().post("/api/login", Map.of("username", username, "password", password));
    }

    private static Answer complete(User user, String unknown) {
        return user.client().with("Content-Type", "application/json")
                .send("POST", "/v1/chat/completions", BodyPublishers.ofString("""
                        {"model": "echo", "messages": [{"role": "user", "content": "hi"}], "unknown": %s}"""
                        .formatted(unknown)));
    }

    private Client with(String accessToken) {
        return system.client().with("Authorization", "Bearer " + accessToken);
    }

    private static void expectUnauthenticated(Client client) {
        Answer answer = client.get("/api/tokens").expectProblem(ErrorCode.UNAUTHENTICATED);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    /** What command-side issues, but signed by this key and valid until then; for ever if that is null. */
    private static String token(ECKey key, User user, Instant expiry) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt")).keyID(key.getKeyID()).build();
        var claims = new JWTClaimsSet.Builder()
                .issuer("chatledger").audience("chatledger").subject(user.id()).jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(Instant.now().minus(Duration.ofMinutes(10))))
                .expirationTime(expiry == null ? null : Date.from(expiry))
                .claim("roles", List.of("USER")).claim("username", user.username())
                .claim("sid", UUID.randomUUID().toString())
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }
}
