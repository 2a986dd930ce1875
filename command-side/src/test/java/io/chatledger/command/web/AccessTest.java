package io.chatledger.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chatledger.command.Api;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.session.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

@CommandSideTest
class AccessTest {

    @LocalServerPort
    int port;

    @LocalManagementPort
    int managementPort;

    @Autowired
    SigningKey signingKey;

    Api api;
    String accountId;

    @BeforeEach
    void connect() {
        api = new Api(port);
        accountId = api.register().id();
    }

    @Test
    void whatThisSystemIssuesIsAccepted() throws Exception {
        assertThat(statusWith(signed("at+jwt", claims().build()))).isEqualTo(200);
    }

    @Test
    void anythingElseIsRefused() throws Exception {
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        byte[] publicKey = signingKey.key().toPublicJWK().toJSONString().getBytes();
        String valid = signed("at+jwt", claims().build());

        assertThat(statusWith("nonsense")).as("nonsense").isEqualTo(401);
        assertThat(statusWith(new PlainJWT(claims().build()).serialize())).as("alg none").isEqualTo(401);
        assertThat(statusWith(sign(JWSAlgorithm.HS256, new MACSigner(publicKey), "at+jwt", claims().build())))
                .as("HS256 with the public key")
                .isEqualTo(401);
        assertThat(statusWith(sign(JWSAlgorithm.ES256, new ECDSASigner(foreign), "at+jwt", claims().build())))
                .as("a foreign key under our key id")
                .isEqualTo(401);
        assertThat(statusWith(signed("JWT", claims().build()))).as("another type").isEqualTo(401);
        assertThat(statusWith(signed("at+jwt", claims().issuer("another").build()))).as("issuer").isEqualTo(401);
        assertThat(statusWith(signed("at+jwt", claims().audience("another").build()))).as("audience").isEqualTo(401);
        assertThat(statusWith(signed("at+jwt", claims().expirationTime(null).build()))).as("no expiry").isEqualTo(401);
        assertThat(statusWith(signed("at+jwt", claims().expirationTime(inSeconds(-120)).build())))
                .as("expired")
                .isEqualTo(401);
        assertThat(statusWith(valid.substring(0, valid.length() - 2))).as("cut signature").isEqualTo(401);
    }

    @Test
    void withoutATokenNothingIsAnsweredButWhatNeedsNone() {
        assertThat(api.send("POST", "/api/chat", null, "{}").status()).isEqualTo(401);
        assertThat(api.send("POST", "/api/chat", null, "{}").code()).isEqualTo("UNAUTHENTICATED");
        assertThat(api.send("POST", "/api/chat", null, "{}").response().headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
        assertThat(api.send("GET", "/actuator/env", null, null).status()).isEqualTo(401);
    }

    @Test
    void theHealthIsToldAtAPortOfItsOwn() {
        assertThat(api.send("GET", "/actuator/health", null, null).status()).isEqualTo(401);
        assertThat(new Api(managementPort).send("GET", "/actuator/health", null, null).status()).isEqualTo(200);
        assertThat(new Api(managementPort).send("GET", "/actuator/env", null, null).status()).isEqualTo(401);
    }

    @Test
    void nothingIsSaidOfThisSideThatTheContractDoesNotSay() {
        var metadata = api.send("GET", "/.well-known/oauth-protected-resource", null, null);
        var problem = api.send("POST", "/api/chat", null, "{}");

        assertThat(metadata.status()).isEqualTo(401);
        assertThat(problem.json().propertyNames())
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "code", "trace_id");
    }

    @Test
    void anAccessTokenIsTakenAsABearerAndInNoOtherScheme() throws Exception {
        String valid = signed("at+jwt", claims().build());

        var dpop = api.send("POST", "/api/chat", null, "{}", "Authorization", "DPoP " + valid, "DPoP", valid);

        assertThat(dpop.status()).isEqualTo(401);
        assertThat(dpop.response().headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    void theKeySetShowsNoPrivateKey() {
        var key = api.send("GET", "/.well-known/jwks.json", null, null).json().get("keys").get(0);

        assertThat(key.propertyNames()).contains("kty", "crv", "x", "y", "kid").doesNotContain("d");
    }

    @Test
    void theKeyFileIsForItsOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(Path.of("target/test-keys/access-token-key.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theTraceIdOfTheCallerIsInTheProblemAndARubbishOneIsNot() {
        var given = api.send("POST", "/api/chat", null, "{}", "X-Request-Id", "abcdef0123456789");
        var rubbish = api.send("POST", "/api/chat", null, "{}", "X-Request-Id", "a b<c>");

        assertThat(given.json().get("trace_id").asString()).isEqualTo("abcdef0123456789");
        assertThat(rubbish.json().get("trace_id").asString()).matches("[0-9a-f]{32}");
    }

    @Test
    void whatIsNoJsonObjectIsRefused() {
        var wrongType = api.send("POST", "/api/login", null, "{}", "Content-Type", "text/plain");

        assertThat(wrongType.status()).isEqualTo(415);
        assertThat(wrongType.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        assertThat(api.post("/api/login", null, List.of()).status()).isEqualTo(400);
        assertThat(api.post("/api/login", null, Map.of()).status()).isEqualTo(400);
    }

    private int statusWith(String token) {
        return api.chat(new User(accountId, "", token, ""), "hi").status();
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("chatledger")
                .audience("chatledger")
                .subject(accountId)
                .jwtID(UUID.randomUUID().toString())
                .claim("roles", List.of("USER"))
                .issueTime(inSeconds(0))
                .expirationTime(inSeconds(60));
    }

    private static Date inSeconds(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private String signed(String type, JWTClaimsSet claims) throws Exception {
        return sign(JWSAlgorithm.ES256, new ECDSASigner(signingKey.key()), type, claims);
    }

    private String sign(JWSAlgorithm algorithm, JWSSigner signer, String type, JWTClaimsSet claims) throws Exception {
        var header = new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType(type))
                .keyID(signingKey.key().getKeyID())
                .build();
        var token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }
}
