package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chatledger.command.secret.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;

/** A witness of one log, by the letter of C2SP tlog-witness. */
final class TestWitness implements AutoCloseable {

    static final String NAME = "witness.example/w1";
    private static final long TIME = 1_679_315_147;
    /** What stands before a key in X.509 (RFC 8410, section 4). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String origin;
    private final KeyPair keys;
    private final HttpServer server;
    private long size;
    private byte[] root = Merkle.ofNothing();
    /** The key of the log; until it is set, none has signed. */
    volatile LogKey logKey;
    /** What it answers instead, if that is not null. */
    volatile String lie;
    volatile boolean silent;
    /** Whether it begins an answer, and never ends it. */
    volatile boolean endless;
    final List<Integer> answers = new ArrayList<>();

    TestWitness(String origin) {
        this.origin = origin;
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    String key() {
        return NAME + "+" + HexFormat.of().formatHex(id()) + "+" + Base64.getEncoder().encodeToString(typed());
    }

    /** As one that has lost what it knew. */
    synchronized void forget() {
        size = 0;
        root = Merkle.ofNothing();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (silent) {
            return;
        }
        if (endless) {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            return;
        }
        String path = exchange.getRequestURI().getPath();
        boolean asked = exchange.getRequestMethod().equals("POST") && path.equals("/add-checkpoint");
        Object answer = asked ? decide(body) : Integer.valueOf(404);
        int status = answer instanceof Integer refused ? refused : answer instanceof Long ? 409 : 200;
        answers.add(status);
        byte[] text = (answer instanceof Integer ? "" : answer instanceof Long known ? known + "\n" : answer)
                .toString().getBytes(UTF_8);
        if (status == 409) {
            exchange.getResponseHeaders().set("Content-Type", "text/x.tlog.size");
        }
        exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
        if (text.length > 0) {
            exchange.getResponseBody().write(text);
        }
        exchange.close();
    }

    /** The signature; or the size that it knows, as a Long; or a status. */
    private synchronized Object decide(String body) {
        String[] parts = body.split("\n\n", 2);
        List<String> head = parts[0].lines().toList();
        String[] note = parts[1].split("\n\n", 2);
        List<String> lines = note[0].lines().toList();
        if (!lines.getFirst().equals(origin)) {
            return 404;
        }
        if (note[1].lines().noneMatch(line -> isSignatureOfTheLog(line, note[0] + "\n"))) {
            return 403;
        }
        long old = Long.parseLong(head.getFirst().substring("old ".length()));
        long newSize = Long.parseLong(lines.get(1));
        byte[] newRoot = Base64.getDecoder().decode(lines.get(2));
        List<byte[]> proof = head.stream().skip(1).map(Base64.getDecoder()::decode).toList();
        if (old > newSize) {
            return 400;
        }
        if (old != size) {
            return size;
        }
        if (proof.size() > 63 || !isConsistent(old, root, newSize, newRoot, proof)) {
            return 422;
        }
        size = newSize;
        root = newRoot;
        return lie != null ? lie : cosignature(note[0] + "\n");
    }

    private boolean isSignatureOfTheLog(String line, String text) {
        String before = Checkpoint.SIGNATURE + origin + " ";
        if (logKey == null || !line.startsWith(before)) {
            return false;
        }
        byte[] signature = Base64.getDecoder().decode(line.substring(before.length()));
        try {
            Signature verifying = Signature.getInstance("Ed25519");
            byte[] point = logKey.jwk().getDecodedX();
            verifying.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(
                    ByteBuffer.allocate(X509.length + point.length).put(X509).put(point).array())));
            verifying.update(text.getBytes(UTF_8));
            return Arrays.equals(Arrays.copyOf(signature, 4), logKey.id())
                    && verifying.verify(signature, 4, signature.length - 4);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private String cosignature(String text) {
        try {
            Signature signing = Signature.getInstance("Ed25519");
            signing.initSign(keys.getPrivate());
            signing.update(("cosignature/v1\ntime " + TIME + "\n" + text).getBytes(UTF_8));
            byte[] signature = signing.sign();
            byte[] all = ByteBuffer.allocate(4 + 8 + 64).put(id()).putLong(TIME).put(signature).array();
            return Checkpoint.SIGNATURE + NAME + " " + Base64.getEncoder().encodeToString(all) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** RFC 9162, section 2.1.4.2. */
    private static boolean isConsistent(
            long first, byte[] firstHash, long second, byte[] secondHash, List<byte[]> path) {
        if (first == 0) {
            return path.isEmpty();
        }
        if (first == second) {
            return path.isEmpty() && Arrays.equals(firstHash, secondHash);
        }
        List<byte[]> hashes = new ArrayList<>(path);
        if (Long.bitCount(first) == 1) {
            hashes.addFirst(firstHash);
        }
        if (hashes.isEmpty()) {
            return false;
        }
        long fn = first - 1;
        long sn = second - 1;
        while ((fn & 1) == 1) {
            fn >>= 1;
            sn >>= 1;
        }
        byte[] fr = hashes.getFirst();
        byte[] sr = fr;
        for (byte[] c : hashes.subList(1, hashes.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = Merkle.node(c, fr);
                sr = Merkle.node(c, sr);
                while (fn != 0 && (fn & 1) == 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                sr = Merkle.node(sr, c);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(fr, firstHash) && Arrays.equals(sr, secondHash);
    }

    private byte[] id() {
        MessageDigest digest = Sha256.digest();
        digest.update((NAME + "\n").getBytes(UTF_8));
        return Arrays.copyOf(digest.digest(typed()), 4);
    }

    private byte[] typed() {
        byte[] encoded = keys.getPublic().getEncoded();
        return ByteBuffer.allocate(33).put((byte) 4).put(encoded, encoded.length - 32, 32).array();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
