package io.chatledger.standalone.verify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The root of a tree whose leaves come one after the other (RFC 6962, section 2.1). Keeps one hash for each bit of its
 * size.
 */
final class TreeHash {

    static final int BYTES = 32;

    /** Of whole subtrees, the smallest first. */
    private final Deque<byte[]> subtrees = new ArrayDeque<>();
    private long size;

    static byte[] ofLeaf(byte[] leaf) {
        MessageDigest digest = sha256();
        digest.update((byte) 0);
        return digest.digest(leaf);
    }

    static byte[] ofNode(byte[] left, byte[] right) {
        MessageDigest digest = sha256();
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    long size() {
        return size;
    }

    void add(byte[] leafHash) {
        byte[] hash = leafHash;
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            hash = ofNode(subtrees.pop(), hash);
        }
        subtrees.push(hash);
        size++;
    }

    byte[] root() {
        if (subtrees.isEmpty()) {
            return sha256().digest();
        }
        Iterator<byte[]> rightToLeft = subtrees.iterator();
        byte[] root = rightToLeft.next();
        while (rightToLeft.hasNext()) {
            root = ofNode(rightToLeft.next(), root);
        }
        return root;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
