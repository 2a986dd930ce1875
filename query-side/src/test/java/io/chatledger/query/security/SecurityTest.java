package io.chatledger.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chatledger.query.TestKeys;
import io.chatledger.query.TestLedger;
import io.chatledger.query.TestLedger.Person;
import io.chatledger.query.TestQuerySide;
import io.chatledger.query.TestQuerySide.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SecurityTest {

    private final TestQuerySide system = TestQuerySide.shared();
    private final TestKeys keys = system.keys;
    private final TestLedger ledger = system.ledger;
    private final Person ada = ledger.register("ada");

    @Test
    void anAccessTokenOfOursIsAccepted() {
        assertThat(ask(TestKeys.claims(ada).build())).isEqualTo(200);
    }

    @Test
    void noTokenIsRefusedWithAChallenge() {
        Answer answer = system.get(null, "/api/tokens").refused(401, "UNAUTHENTICATED");

        assertThat(answer.http().headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer a b", "Basic YTpi", "Token x"})
    void whatIsNoTokenIsRefused(String authorization) {
        system.send("GET", "/api/tokens", authorization, Map.of()).refused(401, "UNAUTHENTICATED");
    }

    @Test
    void aTokenInTheQueryIsRefused() {
        system.get(null, "/api/tokens?access_token=" + keys.tokenFor(ada)).refused(401, "UNAUTHENTICATED");
    }

    @Test
    void asvs921AnExpiredTokenOrOneWithoutAnEndIsRefused() {
        assertThat(ask(TestKeys.claims(ada)
                        .issueTime(Date.from(Instant.now().minusSeconds(600)))
                        .expirationTime(Date.from(Instant.now().minusSeconds(120)))
                        .build()))
                .isEqualTo(401);
        assertThat(ask(TestKeys.claims(ada).expirationTime(null).build())).isEqualTo(401);
        assertThat(ask(TestKeys.claims(ada).notBeforeTime(Date.from(Instant.now().plusSeconds(120))).build()))
                .isEqualTo(401);
    }

    @Test
    void asvs923And924ATokenOfAnotherIssuerOrForAnotherAudienceIsRefused() {
        assertThat(ask(TestKeys.claims(ada).issuer("somebody").build())).isEqualTo(401);
        assertThat(ask(TestKeys.claims(ada).issuer(null).build())).isEqualTo(401);
        assertThat(ask(TestKeys.claims(ada).audience("somebody").build())).isEqualTo(401);
        assertThat(ask(TestKeys.claims(ada).audience((String) null).build())).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "1", "0-0-0-0-0"})
    void aTokenForWhatIsNoAccountIdIsRefused(String subject) {
        assertThat(ask(TestKeys.claims(ada).subject(subject).build())).isEqualTo(401);
        assertThat(ask(TestKeys.claims(ada).subject(null).build())).isEqualTo(401);
    }

    @Test
    void asvs922ATokenOfAnotherTypeIsRefused() {
        JWSHeader refresh = new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("JWT"))
                .keyID(keys.key().getKeyID()).build();
        JWSHeader untyped = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keys.key().getKeyID()).build();

        assertThat(ask(TestKeys.sign(refresh, TestKeys.claims(ada).build(), keys.key()))).isEqualTo(401);
        assertThat(ask(TestKeys.sign(untyped, TestKeys.claims(ada).build(), keys.key()))).isEqualTo(401);
    }

    @Test
    void asvs911ATokenWithAForeignOrACutSignatureIsRefused() {
        assertThat(ask(TestKeys.sign(keys.header().build(), TestKeys.claims(ada).build(), TestKeys.newKey("k1"))))
                .isEqualTo(401);
        String valid = keys.tokenFor(ada);
        assertThat(ask(valid.substring(0, valid.length() - 4) + "AAAA")).isEqualTo(401);
    }

    @Test
    void asvs912AnUnsignedTokenIsRefused() {
        PlainHeader unsigned = new PlainHeader.Builder().type(new JOSEObjectType("at+jwt")).build();

        assertThat(ask(new PlainJWT(unsigned, TestKeys.claims(ada).build()).serialize())).isEqualTo(401);
    }

    @Test
    void asvs912ThePublicKeyIsNotTakenForASharedSecret() throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("at+jwt")).keyID("k1").build();
        SignedJWT confused = new SignedJWT(header, TestKeys.claims(ada).build());
        confused.sign(new MACSigner(keys.key().toECPublicKey().getEncoded()));

        assertThat(ask(confused.serialize())).isEqualTo(401);
    }

    @Test
    void asvs913AForeignKeyIsRefusedWhateverItIsCalled() {
        ECKey foreign = TestKeys.newKey("foreign");

        assertThat(ask(TestKeys.sign(keys.header().keyID("foreign").build(), TestKeys.claims(ada).build(), foreign)))
                .isEqualTo(401);
    }

    @Test
    void asvs913AKeyThatTheTokenBringsAlongIsNotBelieved() {
        ECKey foreign = TestKeys.newKey("foreign");
        JWTClaimsSet claims = TestKeys.claims(ada).build();

        assertThat(ask(TestKeys.sign(keys.header().jwk(foreign.toPublicJWK()).build(), claims, foreign)))
                .isEqualTo(401);
        assertThat(ask(TestKeys.sign(
                        keys.header().keyID("foreign").jwk(foreign.toPublicJWK()).build(), claims, foreign)))
                .isEqualTo(401);
    }

    @Test
    void asvs913NobodyLooksForKeysWhereTheTokenSaysTheyAre() {
        ECKey foreign = TestKeys.newKey("foreign");
        try (TestKeys elsewhere = new TestKeys(0, foreign)) {
            JWSHeader header = keys.header().keyID("foreign").jwkURL(URI.create(elsewhere.uri())).build();
            assertThat(ask(TestKeys.sign(header, TestKeys.claims(ada).build(), foreign))).isEqualTo(401);
            assertThat(elsewhere.fetches()).isZero();
        }
    }

    @Test
    void randomKeyIdsAreRefusedAndDoNotBecomeRequestsToCommandSide() {
        keys.tokenFor(ada);
        int before = keys.fetches();
        for (int i = 0; i < 30; i++) {
            String id = "random-" + i;
            JWSHeader header = keys.header().keyID(id).build();
            assertThat(ask(TestKeys.sign(header, TestKeys.claims(ada).build(), TestKeys.newKey(id)))).isEqualTo(401);
        }

        assertThat(keys.fetches() - before).isLessThan(15);
        assertThat(ask(TestKeys.claims(ada).build())).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "USER,     /api/tokens,              200", "NOBODY,   /api/tokens,              403",
        "USER,     /api/tokens/history,      200", "USER,     /api/chat,                200",
        "USER,     /api/user/profile,        200", "USER,     /api/conversations,       200",
        "USER,     /api/admin/users,         403", "USER,     /api/audit/events,        403",
        "USER,     /api/audit/trial-balance, 403", "USER,     /api/ops/projections,     403",
        "AUDITOR,  /api/admin/users,         403", "AUDITOR,  /api/audit/events,        200",
        "AUDITOR,  /api/audit/trial-balance, 200", "AUDITOR,  /api/ops/projections,     403",
        "OPERATOR, /api/admin/users,         403", "OPERATOR, /api/audit/events,        403",
        "OPERATOR, /api/audit/trial-balance, 403", "OPERATOR, /api/ops/projections,     200",
        "ADMIN,    /api/admin/users,         200", "ADMIN,    /api/audit/events,        200",
        "ADMIN,    /api/audit/trial-balance, 200", "ADMIN,    /api/ops/projections,     200",
        "AUDITOR,  /api/ops/query-side,      403", "OPERATOR, /api/ops/query-side,      200",
        "ROLE_ADMIN, /api/admin/users,       403", "admin,    /api/admin/users,         403",
    })
    void eachRoleOpensItsOwnDoors(String role, String path, int status) {
        String token = TestKeys.sign(
                keys.header().build(), TestKeys.claims(ada).claim("roles", List.of(role)).build(), keys.key());

        Answer answer = system.send("GET", path, "Bearer " + token, Map.of());

        assertThat(answer.status()).isEqualTo(status);
        if (status == 403) {
            answer.refused(403, "FORBIDDEN");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "read,      /api/tokens,              200", "read,      /api/tokens/history,      200",
        "chat read, /api/tokens,              200", "chat,      /api/tokens,              403",
        "chat,      /api/tokens/history,      403", "admin,     /api/tokens,              403",
        "read,      /api/usage,               200", "chat,      /api/usage,               403",
        "'',        /api/tokens,              403",
        "chat read, /api/chat,                403", "chat read, /api/conversations,       403",
        "chat read, /api/user/profile,        403", "chat read, /api/admin/users,         403",
        "chat read, /api/audit/events,        403", "chat read, /api/ops/projections,     403",
    })
    void aKeyOpensWhatItsScopesSayWhateverRolesItsAccountHas(String scope, String path, int status) {
        String token = TestKeys.sign(
                keys.header().build(),
                TestKeys.claims(ada).claim("scope", scope).claim("roles", List.of("USER", "ADMIN")).build(),
                keys.key());

        assertThat(system.send("GET", path, "Bearer " + token, Map.of()).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"POST,/api/audit/replays", "POST,/api/ops/projections/balance/rebuild",
        "GET,/api/ops/projections/balance", "GET,/api/audit/replays/1", "GET,/api/admin/users/1",
        "GET,/api/admin/users/1/chat",
        "GET,/api/audit/accounts/1/balance"})
    void whatNeedsARoleSaysNothingElseWithoutIt(String method, String path) {
        system.send(method, path, "Bearer " + keys.tokenFor(ada), Map.of()).refused(403, "FORBIDDEN");
        system.send(method, path, null, Map.of()).refused(401, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api", "/api/nothing", "/api/tokens/", "/api/tokens/nothing", "/api/user/profile/x",
        "/api/conversations/", "/api/conversations/1/2",
        "/api/register", "/error", "/actuator", "/actuator/env", "/actuator/beans", "/index.html"})
    void anUnknownPathIsDeniedToStrangersAndNotFoundByOthers(String path) {
        system.send("GET", path, null, Map.of()).refused(401, "UNAUTHENTICATED");
        system.get(ada, path).refused(404, "NOT_FOUND");
    }

    @Test
    void rolesOpenNoUnknownPathEither() {
        Person admin = ledger.register("admin", List.of("ADMIN"), 0);

        for (String path : List.of("/api/audit", "/api/audit/nothing", "/api/ops/nothing", "/api/admin/users/1/2/3",
                "/api/admin")) {
            system.get(admin, path).refused(404, "NOT_FOUND");
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,/api/tokens,GET", "DELETE,/api/chat,GET", "PATCH,/api/user/profile,GET",
        "PATCH,/api/conversations/1,GET", "DELETE,/api/conversations/1,GET"})
    void aWrongMethodIsToldTheRightOne(String method, String path, String allowed) {
        Answer answer = system.send(method, path, "Bearer " + keys.tokenFor(ada), Map.of())
                .refused(405, "METHOD_NOT_ALLOWED");

        assertThat(answer.http().headers().firstValue("Allow")).get().asString().contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/png", "application/xml", "*/*"})
    void theAnswerIsJsonWhateverIsAskedFor(String accept) {
        Answer answer = system.send("GET", "/api/tokens", "Bearer " + keys.tokenFor(ada), Map.of("Accept", accept))
                .ok();

        assertThat(answer.http().headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void theHealthIsToldWithoutDetailsAndAtAPortOfItsOwn() {
        for (String path : List.of("", "/liveness", "/readiness")) {
            Answer answer = system.health(path).ok();
            assertThat(answer.json().get("status").asString()).isEqualTo("UP");
            assertThat(answer.http().body()).doesNotContain("postgres", "details");
            system.get(ada, "/actuator/health" + path).refused(404, "NOT_FOUND");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/tokens?x=| HTTP/1.1", "GET /%00 HTTP/1.1", "GET /a;b HTTP/1.1",
        "GET //x HTTP/1.1", "GET /api/%2e%2e/x HTTP/1.1", "nonsense",
        "GET /api/tokens HTTP/9.9", "BREW /api/tokens HTTP/1.1"})
    void whatIsNoRequestLearnsNothingAboutUs(String requestLine) throws IOException {
        assertThat(raw(requestLine)).matches("(?s)HTTP/1.1 (4\\d\\d|505).*")
                .doesNotContain("Tomcat", "Exception", "springframework", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/tokens?at=secret%ff", "/api/tokens?secret%ff=1", "/api/tokens?at=secret%zz",
        "/api/tokens/history?before=secret%ff", "/api/chat?conversation_id=secret%ff", "/api/user/profile?x=secret%ff",
        "/api/conversations?limit=secret%ff", "/api/conversations/1?x=secret%ff", "/api/admin/users?q=secret%ff",
        "/api/audit/events?type=secret%c3%28", "/api/audit/trial-balance?x=secret%ff",
        "/api/ops/projections?x=secret%ff"})
    void parametersThatCannotBeDecodedAreRefusedAndNotLogged(String path, CapturedOutput output)
            throws IOException {
        Person admin = ledger.register("admin", List.of("USER", "ADMIN"), 0);

        String answer = raw("GET " + path + " HTTP/1.1\r\nAuthorization: Bearer " + keys.tokenFor(admin));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "\"INVALID_REQUEST\"")
                .doesNotContain("secret", "Exception");
        assertThat(output.getAll()).doesNotContain("secret%", "secret\uFFFD", "InvalidParameterException");
    }

    @Test
    void parametersThatCannotBeDecodedDoNotMatterBeforeWhoAsks() throws IOException {
        assertThat(raw("GET /api/tokens?at=%ff HTTP/1.1")).startsWith("HTTP/1.1 401");
        assertThat(raw("GET /api/audit/events?type=%ff HTTP/1.1\r\nAuthorization: Bearer " + keys.tokenFor(ada)))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void aTraceIdIsTakenOverIfWellFormedAndMadeOtherwise() {
        assertThat(traceId("0123456789abcdef")).isEqualTo("0123456789abcdef");
        assertThat(traceId("short")).matches("[0-9a-f]{32}");
        assertThat(traceId("x".repeat(65))).matches("[0-9a-f]{32}");
        assertThat(traceId("with spaces and <tags>")).matches("[0-9a-f]{32}");
    }

    @Test
    void withoutKeysNobodyCanBeToldApartUntilCommandSideIsThereAndThenNotEvenItsDeathMatters() {
        TestKeys keys = new TestKeys();
        int port = keys.port();
        keys.close();
        try (TestQuerySide early = new TestQuerySide(keys)) {
            Person ben = early.ledger.register("ben");
            Answer answer = early.get(ben, "/api/tokens").refused(503, "UNAVAILABLE");
            assertThat(answer.http().headers().firstValue("Retry-After")).isPresent();

            try (TestKeys back = new TestKeys(port, keys.key())) {
                await().until(() -> early.get(ben, "/api/tokens").status() == 200);
                assertThat(back.fetches()).isPositive();
            }

            early.get(ben, "/api/tokens").ok();
            JWSHeader header = keys.header().keyID("x").build();
            String unknownKey = TestKeys.sign(header, TestKeys.claims(ben).build(), TestKeys.newKey("x"));
            early.send("GET", "/api/tokens", "Bearer " + unknownKey, Map.of()).refused(401, "UNAUTHENTICATED");
            early.get(ben, "/api/tokens").ok();
        }
    }

    /** Sends what no client library would. */
    private String raw(String beginning) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), system.port())) {
            socket.getOutputStream().write(
                    (beginning + "\r\nHost: a\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String traceId(String given) {
        return system.send("GET", "/api/tokens", null, Map.of("X-Request-Id", given)).refused(401, "UNAUTHENTICATED")
                .json().get("trace_id").asString();
    }

    private int ask(JWTClaimsSet claims) {
        return ask(TestKeys.sign(keys.header().build(), claims, keys.key()));
    }

    private int ask(String token) {
        return system.send("GET", "/api/tokens", "Bearer " + token, Map.of()).status();
    }
}
