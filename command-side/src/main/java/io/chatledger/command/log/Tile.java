package io.chatledger.command.log;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where up to 256 neighbouring hashes of the tree are (C2SP tlog-tiles): each hash is that of a subtree of
 * 256<sup>level</sup> leaves.
 *
 * @param level  0 for the hashes of leaves
 * @param number among the tiles of its level, from 0
 */
record Tile(int level, long number) {

    static final int WIDTH = 256;
    /** The binary logarithm of the width. */
    static final int HEIGHT = 8;
    /** 256<sup>8</sup> leaves are more than a long can count. */
    static final int LEVELS = 8;

    /** Up to 15 digits: the number of a leaf under it still is a long. */
    private static final Pattern NUMBER = Pattern.compile("(x\\d{3}/){0,4}\\d{3}");

    /** As in a path: {@code x001/x234/067} for 1234067. */
    static String path(long number) {
        String last = "%03d".formatted(number % 1000);
        return number < 1000 ? last : path(number / 1000).replaceFirst("(\\d{3})$", "x$1/") + last;
    }

    /** Nothing if it is not written exactly so. */
    static Optional<Long> number(String path) {
        return NUMBER.matcher(path).matches()
                ? Optional.of(Long.parseLong(path.replaceAll("[x/]", ""))).filter(number -> path(number).equals(path))
                : Optional.empty();
    }

    /** How many hashes the tile has in a tree of this size: from 0 to 256. */
    int widthAt(long treeSize) {
        long subtrees = treeSize >> HEIGHT * level;
        return (int) Math.clamp(subtrees - number * WIDTH, 0, WIDTH);
    }

    /** The hash of some neighbouring hashes, as many as a power of two, as far as the tile has them. */
    static byte[] fold(byte[] hashes, int first, int count) {
        if (count == 1) {
            return Arrays.copyOfRange(hashes, first * Merkle.HASH_BYTES, (first + 1) * Merkle.HASH_BYTES);
        }
        int half = count / 2;
        return Merkle.node(fold(hashes, first, half), fold(hashes, first + half, half));
    }
}
