package io.chatledger.api;

/** Who caused an event: an account, or the system itself. Never a name, so that it may stand in the published ledger. */
public record Actor(String value) {

    public static final Actor SYSTEM = new Actor("system");

    public static Actor of(AccountId accountId) {
        return new Actor(accountId.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
