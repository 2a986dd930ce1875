package io.chatledger.query.web;

import io.chatledger.api.InvalidValue;

/** What somebody looks for, in the parameter {@code q}. */
public final class SearchedWords {

    private static final int LONGEST_CHARACTERS = 200;

    private SearchedWords() {}

    /** @throws InvalidValue if it is blank, longer than 200 characters or holds NUL */
    public static void require(String words) {
        if (words.isBlank()
                || words.codePointCount(0, words.length()) > LONGEST_CHARACTERS
                || words.indexOf('\0') >= 0) {
            throw new InvalidValue("q", "must be 1 to " + LONGEST_CHARACTERS + " characters, not blank, without NUL");
        }
    }
}
