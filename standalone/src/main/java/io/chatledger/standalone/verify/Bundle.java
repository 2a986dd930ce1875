package io.chatledger.standalone.verify;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to 256 entries, and the hashes that the log has of them.
 *
 * @param first   the index of the first one
 * @param wanted  how many there ought to be
 * @param trouble why some of them are missing; empty if none is
 */
record Bundle(long first, int wanted, List<byte[]> leaves, List<byte[]> hashes, String trouble) {

    static final int WIDTH = 256;

    static Bundle read(LogSource log, long number, long size) {
        int wanted = (int) Math.min(WIDTH, size - number * WIDTH);
        List<byte[]> hashes = List.of();
        String trouble = "";
        try {
            hashes = split(log.read("tile/0/" + path(number, wanted)));
        } catch (NotThere notThere) {
            trouble = String.valueOf(notThere.getMessage());
        }
        try {
            List<byte[]> leaves = entries(log.read("tile/entries/" + path(number, wanted)));
            return new Bundle(number * WIDTH, wanted, leaves, hashes, trouble);
        } catch (NotThere notThere) {
            return new Bundle(
                    number * WIDTH,
                    wanted,
                    longest(log, number, wanted),
                    hashes,
                    String.valueOf(notThere.getMessage()));
        }
    }

    /** Where a log cannot give all of them, how many can it give? The next one is the one that is missing. */
    private static List<byte[]> longest(LogSource log, long number, int wanted) {
        List<byte[]> found = List.of();
        int some = 0;
        int tooMany = wanted;
        while (tooMany - some > 1) {
            int middle = (some + tooMany) / 2;
            try {
                found = entries(log.read("tile/entries/" + path(number, middle)));
                some = middle;
            } catch (NotThere notThere) {
                tooMany = middle;
            }
        }
        return found;
    }

    private static List<byte[]> entries(byte[] bytes) {
        List<byte[]> entries = new ArrayList<>(WIDTH);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= Short.BYTES) {
            byte[] entry = new byte[Math.min(Short.toUnsignedInt(buffer.getShort()), buffer.remaining())];
            buffer.get(entry);
            entries.add(entry);
        }
        return entries;
    }

    private static List<byte[]> split(byte[] bytes) {
        List<byte[]> hashes = new ArrayList<>(WIDTH);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.remaining() >= TreeHash.BYTES) {
            byte[] hash = new byte[TreeHash.BYTES];
            buffer.get(hash);
            hashes.add(hash);
        }
        return hashes;
    }

    /**
     * C2SP tlog-tiles: {@code x001/x234/067} for 1234067, and {@code .p/<width>} after it for the beginning of a tile.
     */
    private static String path(long number, int width) {
        var path = new StringBuilder("%03d".formatted(number % 1000));
        for (long rest = number / 1000; rest > 0; rest /= 1000) {
            path.insert(0, "x%03d/".formatted(rest % 1000));
        }
        return width == WIDTH ? path.toString() : path + ".p/" + width;
    }
}
