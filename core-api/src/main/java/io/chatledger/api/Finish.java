package io.chatledger.api;

import java.util.regex.Pattern;

/**
 * Why a reply ends where it ends.
 *
 * @param name as it is stored: that of a constant below, or a provider's own word for a reason that is none of these; 1
 *             to 64 visible ASCII characters
 */
public record Finish(String name) {

    // First, because the constants below are checked by it.
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,64}");

    /** The model had no more to say. */
    public static final Finish STOP = new Finish("STOP");

    /** It reached the most that it was allowed to say. */
    public static final Finish LENGTH = new Finish("LENGTH");

    /** The provider held back what the model said, or the rest of it. */
    public static final Finish CONTENT_FILTER = new Finish("CONTENT_FILTER");

    /** The user cancelled it or went away; what was generated until then is the reply. */
    public static final Finish CANCELLED = new Finish("CANCELLED");

    /** @throws InvalidValue if the name is none */
    public Finish {
        if (!isName(name)) {
            throw new InvalidValue("finish", "must be 1 to 64 visible ASCII characters");
        }
    }

    /** Whether a provider's word can be stored. */
    public static boolean isName(String word) {
        return NAME.matcher(word).matches();
    }
}
