package io.chatledger.command.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Hashes and proofs of a tree that is kept in tiles (RFC 6962, section 2.1). Remembers the tiles that it has read. */
final class Tree {

    private final Function<Tile, byte[]> tiles;
    private final Map<Tile, byte[]> read = new HashMap<>();

    /** @param tiles their hashes, at least those that belong to the sizes that are asked for */
    Tree(Function<Tile, byte[]> tiles) {
        this.tiles = tiles;
    }

    byte[] root(long size) {
        return hash(0, size);
    }

    /**
     * Section 2.1.1: the hashes beside the way from a leaf up to the root, the lowest first.
     *
     * @param index of the leaf, less than the size
     */
    List<byte[]> inclusion(long index, long size) {
        List<byte[]> path = new ArrayList<>();
        path(index, 0, size, path);
        return path;
    }

    /** Section 2.1.2: what shows that the tree of one size is the beginning of that of another; empty from nothing. */
    List<byte[]> consistency(long from, long to) {
        List<byte[]> proof = new ArrayList<>();
        if (from > 0) {
            subproof(from, 0, to, true, proof);
        }
        return proof;
    }

    private void path(long index, long first, long end, List<byte[]> path) {
        if (end - first > 1) {
            long middle = first + split(end - first);
            if (index < middle) {
                path(index, first, middle, path);
                path.add(hash(middle, end));
            } else {
                path(index, middle, end, path);
                path.add(hash(first, middle));
            }
        }
    }

    /** @param known whether the verifier has the hash of this range: it is the old root */
    private void subproof(long oldEnd, long first, long end, boolean known, List<byte[]> proof) {
        if (oldEnd == end) {
            if (!known) {
                proof.add(hash(first, end));
            }
            return;
        }
        long middle = first + split(end - first);
        if (oldEnd <= middle) {
            subproof(oldEnd, first, middle, known, proof);
            proof.add(hash(middle, end));
        } else {
            subproof(oldEnd, middle, end, false, proof);
            proof.add(hash(first, middle));
        }
    }

    private byte[] hash(long first, long end) {
        long leaves = end - first;
        if (leaves == 0) {
            return Merkle.ofNothing();
        }
        if (Long.bitCount(leaves) == 1) {
            return whole(Long.numberOfTrailingZeros(leaves), first);
        }
        long middle = first + split(leaves);
        return Merkle.node(hash(first, middle), hash(middle, end));
    }

    /** Of a subtree with 2<sup>height</sup> leaves. */
    private byte[] whole(int height, long first) {
        int level = height / Tile.HEIGHT;
        long hash = first >> level * Tile.HEIGHT;
        byte[] tile = read.computeIfAbsent(new Tile(level, hash / Tile.WIDTH), tiles);
        return Tile.fold(tile, (int) (hash % Tile.WIDTH), 1 << height % Tile.HEIGHT);
    }

    /** The largest power of two that is less. */
    private static long split(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }
}
