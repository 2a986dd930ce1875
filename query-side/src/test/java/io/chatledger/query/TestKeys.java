package io.chatledger.query;

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
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for command-side: makes access tokens and publishes the keys to verify them. */
public final class TestKeys implements AutoCloseable {

    private final ECKey key;
    private final AtomicInteger fetches = new AtomicInteger();
    private final HttpServer server;
    private volatile String revocations = "{\"ended_sessions\": [], \"accounts\": {}}";

    public TestKeys() {
        this(0, newKey("k1"));
    }

    /** @param port 0 for a free one */
    public TestKeys(int port, ECKey key) {
        this.key = key;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/.well-known/jwks.json", exchange -> {
            fetches.incrementAndGet();
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.createContext("/.well-known/revocations", exchange -> {
            String etag = "\"" + revocations.hashCode() + "\"";
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("ETag", etag);
            if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                byte[] published = revocations.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, published.length);
                exchange.getResponseBody().write(published);
            }
            exchange.close();
        });
        server.start();
    }

    /** From now on this is published: JSON. */
    public void revoke(String published) {
        revocations = published;
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json";
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public int fetches() {
        return fetches.get();
    }

    public ECKey key() {
        return key;
    }

    public String tokenFor(TestLedger.Person person) {
        return sign(header().build(), claims(person).build(), key);
    }

    public JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("at+jwt")).keyID(key.getKeyID());
    }

    public static JWTClaimsSet.Builder claims(TestLedger.Person person) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("chatledger")
                .audience("chatledger")
                .subject(person.id.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(900)))
                .claim("username", person.username)
                .claim("sid", UUID.randomUUID().toString())
                .claim("roles", List.copyOf(person.roles));
    }

    public static String sign(JWSHeader header, JWTClaimsSet claims, ECKey key) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
