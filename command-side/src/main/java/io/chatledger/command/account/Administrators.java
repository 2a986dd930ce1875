package io.chatledger.command.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.Reason;
import io.chatledger.api.Role;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.Username;
import io.chatledger.command.secret.RandomToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Makes administrators from outside the API: the first one at first start, others by the operator's command line. */
@Component
public class Administrators implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(Administrators.class);

    private static final Reason FIRST = new Reason("the first administrator");

    private static final int GENERATED_PASSWORD_BYTES = 18;

    private final AccountClaims claims;
    private final Registration registration;
    private final PasswordRules passwordRules;
    private final TokenPolicy policy;
    private final FirstAdministrator first;

    Administrators(
            AccountClaims claims,
            Registration registration,
            PasswordRules passwordRules,
            TokenPolicy policy,
            FirstAdministrator first) {
        this.claims = claims;
        this.registration = registration;
        this.passwordRules = passwordRules;
        this.policy = policy;
        this.first = first;
    }

    /**
     * Makes the first administrator if there is none. A password that nobody chose is printed, once, and not logged. If
     * somebody else has the name, he is not made one, and the system starts without.
     */
    @Override
    public void run(ApplicationArguments arguments) {
        if (claims.existsWithRole(Role.ADMIN.name())) {
            return;
        }
        boolean chosen = !first.password().isEmpty();
        String password = chosen ? first.password() : generatePassword();
        try {
            create(first.username(), password, FIRST, Actor.SYSTEM);
        } catch (Refusal refusal) {
            goOnWithout(refusal);
            return;
        }
        if (!chosen) {
            System.out.printf(
                    "%nFirst administrator: %s   password, shown only now: %s%n%n", first.username(), password);
        }
    }

    /** People chat without an administrator, too; and another copy may have made one just now. */
    private void goOnWithout(Refusal refusal) {
        if (refusal.code() != ErrorCode.USERNAME_TAKEN) {
            throw refusal;
        }
        if (!claims.existsWithRole(Role.ADMIN.name())) {
            log.error("There is no administrator, and the first one cannot be created, because "
                    + "CHATLEDGER_ADMIN_USERNAME is the name of another account. Set another one and restart,"
                    + " or use create-admin.");
        }
    }

    /**
     * @param reason why there is to be another one
     * @param actor  who wants that
     * @throws io.chatledger.api.InvalidValue if the name or the password cannot be
     * @throws Refusal if the name is taken
     */
    public AccountId create(String username, String password, Reason reason, Actor actor) {
        return registration
                .openAdministrator(
                        new Username(username),
                        passwordRules.choose("password", password),
                        new TokenAmount(policy.administratorTokens()),
                        reason,
                        actor)
                .accountId();
    }

    /** 144 random bits. */
    public static String generatePassword() {
        return RandomToken.ofBytes(GENERATED_PASSWORD_BYTES).value();
    }
}
