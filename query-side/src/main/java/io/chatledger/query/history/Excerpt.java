package io.chatledger.query.history;

import java.util.regex.Pattern;

/** The beginning of a text, on one line. */
public final class Excerpt {

    private static final int LONGEST_CHARACTERS = 60;

    /** Of so much of a text the beginning is the same, unless it has hundreds of spaces in a row. */
    static final int ENOUGH_CHARACTERS = 500;

    /** Spaces and line breaks of any kind, and what PostgreSQL cannot store. */
    private static final Pattern GAPS =
            Pattern.compile("[\\s\\p{Cntrl}\\p{Cs}]+", Pattern.UNICODE_CHARACTER_CLASS);

    private Excerpt() {}

    /** Cut after a whole word, or within the first one if that alone is too long. */
    public static String of(String text) {
        String line = GAPS.matcher(text).replaceAll(" ").strip();
        if (line.codePointCount(0, line.length()) <= LONGEST_CHARACTERS) {
            return line;
        }
        int end = line.offsetByCodePoints(0, LONGEST_CHARACTERS);
        int lastSpace = line.lastIndexOf(' ', end);
        return line.substring(0, lastSpace > 0 ? lastSpace : end);
    }
}
