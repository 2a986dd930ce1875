package io.chatledger.command.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.signing.SigningKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
    SigningKeys keys;

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

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer x", "Bearer a b", "Basic YTpi", "Token x"})
    void whatIsNoTokenIsRefused(String authorization) {
        assertThat(api.post("/api/chat", null, Map.of("message", "hi"), "Authorization", authorization).status())
                .isEqualTo(401);
    }

    /** OWASP ASVS 5.0, 9.1 and 9.2; RFC 8725. */
    static Stream<Arguments> forgeries() {
        return Stream.of(
                arguments("nonsense", (Forgery) test -> "nonsense"),
                arguments("asvs_9_1_2 alg none", (Forgery) test -> new PlainJWT(
                        new PlainHeader.Builder().type(new JOSEObjectType("at+jwt")).build(), test.claims().build())
                                .serialize()),
                arguments("asvs_9_1_2 HS256 with the public key", (Forgery) test -> test.sign(
                        test.header(JWSAlgorithm.HS256),
                        new MACSigner(test.keys.signing().toPublicJWK().toJSONString().getBytes()),
                        test.claims())),
                arguments("asvs_9_1_3 a foreign key under our key id", (Forgery) test ->
                        test.sign(test.header(JWSAlgorithm.ES256), new ECDSASigner(foreignKey()), test.claims())),
                arguments("asvs_9_1_3 a foreign key id", (Forgery) test -> {
                    ECKey foreign = foreignKey();
                    return test.sign(
                            test.header(JWSAlgorithm.ES256).keyID(foreign.getKeyID()), new ECDSASigner(foreign),
                            test.claims());
                }),
                arguments("asvs_9_1_3 a key that the token brings along", (Forgery) test -> {
                    ECKey foreign = foreignKey();
                    return test.sign(
                            test.header(JWSAlgorithm.ES256).keyID(foreign.getKeyID()).jwk(foreign.toPublicJWK()),
                            new ECDSASigner(foreign),
                            test.claims());
                }),
                arguments("asvs_9_1_3 a key set that the token points to", (Forgery) test -> {
                    ECKey foreign = foreignKey();
                    return test.sign(
                            test.header(JWSAlgorithm.ES256)
                                    .keyID(foreign.getKeyID())
                                    .jwkURL(publish(foreign)),
                            new ECDSASigner(foreign),
                            test.claims());
                }),
                arguments("asvs_9_1_1 a cut signature", (Forgery) test -> {
                    String valid = test.signed("at+jwt", test.claims().build());
                    return valid.substring(0, valid.length() - 2);
                }),
                arguments("asvs_9_2_1 expired", (Forgery) test -> test.signed(
                        "at+jwt", test.claims().issueTime(inSeconds(-600)).expirationTime(inSeconds(-120)).build())),
                arguments("asvs_9_2_1 without an end", (Forgery) test ->
                        test.signed("at+jwt", test.claims().expirationTime(null).build())),
                arguments("asvs_9_2_1 not valid yet", (Forgery) test ->
                        test.signed("at+jwt", test.claims().notBeforeTime(inSeconds(120)).build())),
                arguments("asvs_9_2_2 another type", (Forgery) test -> test.signed("JWT", test.claims().build())),
                arguments("asvs_9_2_3 for another audience", (Forgery) test ->
                        test.signed("at+jwt", test.claims().audience("another").build())),
                arguments("asvs_9_2_4 of another issuer", (Forgery) test ->
                        test.signed("at+jwt", test.claims().issuer("another").build())),
                arguments("of no account", (Forgery) test ->
                        test.signed("at+jwt", test.claims().subject("somebody").build())),
                arguments("asvs_7_4_1 of no session, so that it could never be taken back", (Forgery) test ->
                        test.signed("at+jwt", test.claims().claim("sid", null).build())));
    }

    interface Forgery {
        String by(AccessTest test) throws Exception;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void anythingElseIsRefused(String name, Forgery forgery) throws Exception {
        Answer answer = api.chat(new User(accountId, "", forgery.by(this), ""), "hi");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
    }

    /** Where whoever looks there finds the key. */
    private static URI publish(ECKey key) throws IOException {
        byte[] keys = new JWKSet(key).toPublicJWKSet().toString().getBytes(UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks.json", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    private static ECKey foreignKey() throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
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
                        Files.getPosixFilePermissions(Path.of("target/test-keys/access-token-keys.json"))))
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
                .claim("sid", UUID.randomUUID().toString())
                .issueTime(inSeconds(0))
                .expirationTime(inSeconds(60));
    }

    private static Date inSeconds(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private String signed(String type, JWTClaimsSet claims) throws JOSEException {
        return sign(
                header(JWSAlgorithm.ES256).type(new JOSEObjectType(type)),
                new ECDSASigner(keys.signing()),
                new JWTClaimsSet.Builder(claims));
    }

    private JWSHeader.Builder header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(keys.signing().getKeyID());
    }

    private String sign(JWSHeader.Builder header, JWSSigner signer, JWTClaimsSet.Builder claims) throws JOSEException {
        var token = new SignedJWT(header.build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
