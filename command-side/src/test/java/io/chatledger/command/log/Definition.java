package io.chatledger.command.log;

import io.chatledger.command.secret.Sha256;
import java.util.ArrayList;
import java.util.List;

/** RFC 6962, section 2.1, word for word, over all leaf hashes at once. */
final class Definition {

    private Definition() {}

    static byte[] root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return Sha256.digest().digest();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = k(leaves.size());
        return Merkle.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
    }

    static List<byte[]> path(int m, List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int k = k(leaves.size());
        return m < k
                ? then(path(m, leaves.subList(0, k)), root(leaves.subList(k, leaves.size())))
                : then(path(m - k, leaves.subList(k, leaves.size())), root(leaves.subList(0, k)));
    }

    static List<byte[]> proof(int m, List<byte[]> leaves) {
        return subproof(m, leaves, true);
    }

    private static List<byte[]> subproof(int m, List<byte[]> leaves, boolean b) {
        if (m == leaves.size()) {
            return b ? List.of() : List.of(root(leaves));
        }
        int k = k(leaves.size());
        return m <= k
                ? then(subproof(m, leaves.subList(0, k), b), root(leaves.subList(k, leaves.size())))
                : then(subproof(m - k, leaves.subList(k, leaves.size()), false), root(leaves.subList(0, k)));
    }

    private static int k(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }

    private static List<byte[]> then(List<byte[]> hashes, byte[] last) {
        List<byte[]> all = new ArrayList<>(hashes);
        all.add(last);
        return all;
    }
}
