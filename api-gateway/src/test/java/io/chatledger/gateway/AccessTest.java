package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chatledger.api.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only access tokens of command-side open anything. */
class AccessTest extends GatewayTest {

    @Test
    void withoutATokenNothingIsAnswered() throws Exception {
        assertUnauthenticated(gateway.get("/api/tokens"));
        assertUnauthenticated(gateway.post("/api/chat", "{\"message\":\"Hello\"}"));
        assertUnauthenticated(gateway.post("/api/chat", "{ no json"));
        assertUnauthenticated(gateway.post("/api/chat", "[]"));
        assertUnauthenticated(gateway.post("/api/chat", "{\"token\":{}}"));
        assertUnauthenticated(gateway.post("/api/chat", ""));
        assertUnauthenticated(gateway.get("/api/ops/projections"));
    }

    /** Depth costs stack, and long numbers and names cost time, before anybody has said who he is. */
    @Test
    void aTokenInABodyIsLookedForWithinLimits() throws Exception {
        for (String within : List.of(nested(31), "1".repeat(100), "{\"%s\":1}".formatted("n".repeat(1000)))) {
            command.reset();
            assertThat(chatWithTokenBeside(within).statusCode()).isEqualTo(200);
            assertThat(command.onlyCall().body()).contains(within);
        }
        command.reset();
        for (String beyond : List.of(
                nested(32), nested(100_000), "1".repeat(101), "{\"%s\":1}".formatted("n".repeat(60_000)))) {
            assertUnauthenticated(chatWithTokenBeside(beyond));
        }
    }

    @Test
    void nobodysBodyIsLookedIntoThatHasAHeader() throws Exception {
        String deep = "{\"unknown\":" + nested(100_000) + "}";
        assertThat(gateway.post("/api/chat", deep, "Authorization", bearer).statusCode()).isEqualTo(200);
        // As it came: what is too deep is for command-side to say.
        assertThat(command.onlyCall().body()).isEqualTo(deep);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Token ", "Basic YWxpY2U6c2VjcmV0", "Bearer a b", "nonsense", "Bearer a,b",
            "Bearer =", "Bearer a=b", ""})
    void aMalformedHeaderIsNoToken(String header) throws Exception {
        assertUnauthenticated(gateway.get("/api/tokens", "Authorization", header));
    }

    /** A good one with something around it: a JWT parser would take it. */
    @ParameterizedTest
    @ValueSource(strings = {"%s ", " %s", "%s\\r\\nX-Forwarded-For: 1.2.3.4", "%s=a", "%sé", ""})
    void aTokenInTheBodyIsTakenAsItIsOrNotAtAll(String around) throws Exception {
        String token = around.formatted(issuer.token());

        assertUnauthenticated(gateway.post("/api/chat", "{\"message\":\"hi\",\"token\":\"" + token + "\"}"));
    }

    @Test
    void twoHeadersAreNoToken() throws Exception {
        assertUnauthenticated(gateway.get("/api/tokens", "Authorization", bearer, "Authorization", bearer));
    }

    @Test
    void aTokenIsGoodUntilItExpires() throws Exception {
        assertRefused(expiring(Instant.now().minusSeconds(120)));
        assertThat(gateway.get("/api/tokens", "Authorization", "Bearer " + expiring(Instant.now().plusSeconds(30)))
                .statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenThatNeverExpiresIsNone() throws Exception {
        assertRefused(token(claims -> claims.expirationTime(null)));
    }

    @Test
    void aTokenOfAnotherIssuerOrForAnotherAudienceIsNone() throws Exception {
        assertRefused(token(claims -> claims.issuer("somebody")));
        assertRefused(token(claims -> claims.issuer(null)));
        assertRefused(token(claims -> claims.audience("somebody")));
        assertRefused(token(claims -> claims.audience((String) null)));
        assertThat(gateway.get(
                        "/api/tokens",
                        "Authorization", "Bearer " + token(claims -> claims.audience(List.of("other", "chatledger"))))
                .statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenWithoutAnAccountIsNone() throws Exception {
        assertRefused(token(claims -> claims.subject("alice")));
        assertRefused(token(claims -> claims.subject(null)));
    }

    @Test
    void nobodyButASessionIsACaller() throws Exception {
        assertRefused(token(claims -> claims.claim("sid", "tonight")));
        assertRefused(token(claims -> claims.claim("sid", null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "logout+jwt"})
    void anotherKindOfTokenIsNone(String type) throws Exception {
        assertRefused(issuer.token(type, claims -> {}));
        assertRefused(issuer.token(null, claims -> {}));
    }

    @Test
    void aTokenSignedWithAnotherKeyIsForged() throws Exception {
        assertRefused(new Issuer("test-key").token());
        assertRefused(new Issuer("unheard-of").token());
        String[] parts = token.split("\\.");
        assertRefused(parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()));
        assertRefused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void aTokenThatBringsItsOwnKeyIsForged() throws Exception {
        var forger = new Issuer("test-key");
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt")).keyID("test-key").jwk(forger.key().toPublicJWK()).build();
        var forged = new SignedJWT(header, Issuer.claims(claims -> {}));
        forged.sign(new ECDSASigner(forger.key()));
        assertRefused(forged.serialize());
    }

    @Test
    void aTokenThatSaysWhereItsKeysAreIsForgedAndNobodyLooksThere() throws Exception {
        var forger = new Issuer("forger-key");
        try (var elsewhere = new FakeSide().publishing(forger.keySet())) {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType("at+jwt")).keyID("forger-key")
                    .jwkURL(URI.create(elsewhere.url() + "/.well-known/jwks.json")).build();
            var forged = new SignedJWT(header, Issuer.claims(claims -> {}));
            forged.sign(new ECDSASigner(forger.key()));
            assertRefused(forged.serialize());
            assertThat(elsewhere.keySetCalls()).isZero();
        }
    }

    @Test
    void anUnsignedTokenIsForged() throws Exception {
        var unsigned = new PlainHeader.Builder().type(new JOSEObjectType("at+jwt")).build();
        assertRefused(new PlainJWT(unsigned, Issuer.claims(claims -> {})).serialize());
    }

    @Test
    void thePublicKeyIsNotTakenForASecret() throws Exception {
        for (byte[] secret : List.of(
                issuer.key().toECPublicKey().getEncoded(), issuer.key().toPublicJWK().toJSONString().getBytes())) {
            var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .type(new JOSEObjectType("at+jwt")).keyID("test-key").build();
            var forged = new SignedJWT(header, Issuer.claims(claims -> {}));
            forged.sign(new MACSigner(secret));
            assertRefused(forged.serialize());
        }
    }

    @Test
    void anyNumberOfForgeriesCostsCommandSideNothingAndLocksNobodyOut() throws Exception {
        assertThat(gateway.get("/api/tokens", "Authorization", bearer).statusCode()).isEqualTo(200);
        query.reset();
        int before = command.keySetCalls();
        for (int i = 0; i < 50; i++) {
            assertRefused(new Issuer("forged-" + i).token());
        }
        assertThat(gateway.get("/api/tokens", "Authorization", bearer).statusCode()).isEqualTo(200);
        // Two a second, and this takes some seconds at most.
        assertThat(command.keySetCalls() - before).isLessThan(25);
    }

    @Test
    void healthIsToldAtAPortOfItsOwnAndNoMoreThanThat() throws Exception {
        HttpResponse<String> health = gateway.health("");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(body(health).path("status").asString()).isEqualTo("UP");
        assertThat(body(health).has("components")).isFalse();
        assertThat(gateway.health("/liveness").statusCode()).isEqualTo(200);
        assertThat(gateway.health("/readiness").statusCode()).isEqualTo(200);
        for (String path : List.of("/actuator", "/actuator/health", "/actuator/env", "/actuator/info")) {
            assertProblem(gateway.get(path), ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void nothingIsCachedAndNoOtherSiteMayAsk() throws Exception {
        HttpResponse<String> answer =
                gateway.get("/api/tokens", "Authorization", bearer, "Origin", "https://evil.example");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.equalsIgnoreCase("Server") || name.toLowerCase().startsWith("access-control-"));
        var preflight = gateway.request(
                "OPTIONS", "/api/tokens", BodyPublishers.noBody(),
                "Origin", "https://evil.example", "Access-Control-Request-Method", "GET");
        assertThat(gateway.send(preflight).headers().map().keySet())
                .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
    }

    private HttpResponse<String> chatWithTokenBeside(String value) throws IOException, InterruptedException {
        return gateway.post("/api/chat", "{\"unknown\":%s,\"token\":\"%s\"}".formatted(value, token));
    }

    private static String nested(int arrays) {
        return "[".repeat(arrays) + "]".repeat(arrays);
    }

    private void assertRefused(String token) throws IOException, InterruptedException {
        assertUnauthenticated(gateway.get("/api/tokens", "Authorization", "Bearer " + token));
    }

    private void assertUnauthenticated(HttpResponse<String> response) {
        assertProblem(response, ErrorCode.UNAUTHENTICATED);
        assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
        assertThat(query.calls()).isEmpty();
        assertThat(command.calls()).isEmpty();
    }

    private static String expiring(Instant time) {
        // Issued before, or it would be no token at all.
        return token(claims -> claims.issueTime(Date.from(time.minusSeconds(900))).expirationTime(Date.from(time)));
    }

    private static String token(Consumer<JWTClaimsSet.Builder> difference) {
        return issuer.token(difference);
    }
}
