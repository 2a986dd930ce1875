package io.chatledger.api;

/** What a user says to the model. */
public record MessageText(String value) {

    public static final int LONGEST_CHARACTERS = 32_000;

    /** @throws InvalidValue if blank, longer than {@value #LONGEST_CHARACTERS} Unicode characters or not storable */
    public MessageText {
        InvalidValue.requireStorable("message", value);
        if (value.isBlank()) {
            throw new InvalidValue("message", "must not be blank");
        }
        if (value.codePointCount(0, value.length()) > LONGEST_CHARACTERS) {
            throw new InvalidValue("message", "must be at most " + LONGEST_CHARACTERS + " characters");
        }
    }
}
