package io.chatledger.api;

/** Who caused an event. Never a name, so that it may stand in the published ledger. */
public record Actor(String value) {

    /** By rule, asked by nobody. */
    public static final Actor SYSTEM = new Actor("system");

    /** Whoever runs the system, by its command line. */
    public static final Actor COMMAND_LINE = new Actor("command-line");

    public static Actor of(AccountId accountId) {
        return new Actor(accountId.toString());
    }

    /** @throws InvalidValue unless it is the id of an account, {@code system} or {@code command-line} */
    public static Actor parse(String text) {
        if (text.equals(SYSTEM.value) || text.equals(COMMAND_LINE.value)) {
            return new Actor(text);
        }
        try {
            return of(AccountId.parse(text));
        } catch (InvalidValue neither) {
            throw new InvalidValue("actor", "must be the id of an account, \"system\" or \"command-line\"");
        }
    }

    /** Whether it is somebody with an account. */
    public boolean isAccount() {
        return !equals(SYSTEM) && !equals(COMMAND_LINE);
    }

    @Override
    public String toString() {
        return value;
    }
}
