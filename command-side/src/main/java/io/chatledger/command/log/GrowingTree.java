package io.chatledger.command.log;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Adds leaves to a tree that is kept in tiles. What was a hash of a tile stays so. */
final class GrowingTree {

    private final Function<Tile, byte[]> stored;
    private final Map<Tile, byte[]> tiles = new HashMap<>();
    private final Set<Tile> changed = new HashSet<>();
    private long size;

    /** @param stored the hashes of tiles, as far as they belong to the size */
    GrowingTree(long size, Function<Tile, byte[]> stored) {
        this.size = size;
        this.stored = stored;
    }

    long size() {
        return size;
    }

    void add(byte[] leafHash) {
        byte[] hash = leafHash;
        long index = size;
        for (int level = 0; level < Tile.LEVELS; level++) {
            Tile tile = new Tile(level, index / Tile.WIDTH);
            int offset = (int) (index % Tile.WIDTH);
            byte[] hashes = full(tile, offset == 0);
            System.arraycopy(hash, 0, hashes, offset * Merkle.HASH_BYTES, Merkle.HASH_BYTES);
            changed.add(tile);
            if (offset < Tile.WIDTH - 1) {
                break;
            }
            hash = Tile.fold(hashes, 0, Tile.WIDTH);
            index = tile.number();
        }
        size++;
    }

    byte[] root() {
        return new Tree(tile -> full(tile, false)).root(size);
    }

    /** The tiles with new hashes, each cut to those that it has. */
    void changed(BiConsumer<Tile, byte[]> consumer) {
        changed.forEach(tile -> consumer.accept(
                tile, Arrays.copyOf(full(tile, false), tile.widthAt(size) * Merkle.HASH_BYTES)));
    }

    private byte[] full(Tile tile, boolean isNew) {
        return tiles.computeIfAbsent(tile, _ -> Arrays.copyOf(
                isNew ? new byte[0] : stored.apply(tile), Tile.WIDTH * Merkle.HASH_BYTES));
    }
}
