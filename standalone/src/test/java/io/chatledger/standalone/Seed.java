package io.chatledger.standalone;

import java.util.Random;

/** Chance that can be repeated. */
final class Seed {

    private static final String PROPERTY = "chatledger.seed";

    private Seed() {}

    /** Prints how to have the same chance again. */
    static Random random(Class<?> test) {
        long seed = Long.getLong(PROPERTY, System.nanoTime());
        System.out.printf("%s draws from -D%s=%d%n", test.getSimpleName(), PROPERTY, seed);
        return new Random(seed);
    }
}
