package io.chatledger.command.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which account a login name means. A unique index decides between those who want the same one. */
@Component
public class ClaimedNames {

    private final JdbcClient jdbc;

    ClaimedNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<AccountId> find(LoginName name) {
        return jdbc.sql("SELECT account_id FROM events.claimed_name WHERE name = ?")
                .param(name.value())
                .query(UUID.class)
                .optional()
                .map(AccountId::new);
    }

    /**
     * Before more is done for a new account. Who claims a name may still find that somebody was quicker.
     *
     * @throws Refusal {@link ErrorCode#USERNAME_TAKEN} or {@link ErrorCode#EMAIL_TAKEN}
     */
    void requireFree(LoginName username, @Nullable LoginName email) {
        if (find(username).isPresent()) {
            throw usernameTaken();
        }
        if (email != null && find(email).isPresent()) {
            throw emailTaken();
        }
    }

    /**
     * An account may claim a name again: its username may be its own email address. Waits for another transaction that
     * has claimed the name and is not committed yet.
     *
     * @throws Refusal {@link ErrorCode#USERNAME_TAKEN}
     */
    void claimUsername(LoginName name, AccountId accountId) {
        if (!claim(name, accountId)) {
            throw usernameTaken();
        }
    }

    /** @throws Refusal {@link ErrorCode#EMAIL_TAKEN} */
    void claimEmail(LoginName name, AccountId accountId) {
        if (!claim(name, accountId)) {
            throw emailTaken();
        }
    }

    private static Refusal usernameTaken() {
        return new Refusal(ErrorCode.USERNAME_TAKEN, "This username is taken.");
    }

    private static Refusal emailTaken() {
        return new Refusal(ErrorCode.EMAIL_TAKEN, "This email address is taken.");
    }

    private boolean claim(LoginName name, AccountId accountId) {
        int claimed = jdbc.sql("INSERT INTO events.claimed_name VALUES (?, ?) ON CONFLICT (name) DO NOTHING")
                .param(name.value())
                .param(accountId.value())
                .update();
        return claimed == 1 || find(name).filter(accountId::equals).isPresent();
    }

    /** All names of the account but this one are free again. */
    void releaseAllBut(LoginName kept, AccountId accountId) {
        jdbc.sql("DELETE FROM events.claimed_name WHERE account_id = ? AND name <> ?")
                .param(accountId.value())
                .param(kept.value())
                .update();
    }
}
