package io.chatledger.api;

/** Why an administrator did it. Published to auditors with the ledger: no personal text belongs here. */
public record Reason(String value) {

    /** Of the tokens that everybody begins with. */
    public static final Reason WELCOME = new Reason("welcome");

    private static final int LONGEST_CHARACTERS = 200;

    /** @throws InvalidValue if blank, longer than 200 characters or holding control characters */
    public Reason {
        InvalidValue.requireStorable("reason", value);
        if (value.isBlank()
                || value.codePointCount(0, value.length()) > LONGEST_CHARACTERS
                || value.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidValue("reason", "must be 1 to " + LONGEST_CHARACTERS + " characters on one line");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
