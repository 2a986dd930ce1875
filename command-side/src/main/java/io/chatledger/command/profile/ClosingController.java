package io.chatledger.command.profile;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountCommand;
import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.CloseAccount;
import io.chatledger.api.EraseAccount;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.KnownPassword;
import io.chatledger.command.account.Password;
import io.chatledger.command.password.PasswordCheck;
import io.chatledger.command.revocation.Callers;
import io.chatledger.webaccess.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Closes one's own account, for good, and erases its texts if that is wanted. */
@RestController
class ClosingController {

    record ClosingRequest(@Nullable String password, @Nullable Boolean erase) {}

    private final PasswordCheck passwords;
    private final AccountCommands commands;

    ClosingController(PasswordCheck passwords, AccountCommands commands) {
        this.passwords = passwords;
        this.commands = commands;
    }

    @DeleteMapping("/api/user")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void close(JwtAuthenticationToken caller, @RequestBody ClosingRequest request, HttpServletRequest connection) {
        AccountId accountId = Callers.accountOf(caller);
        var password = new Password(required("password", request.password()));
        KnownPassword known = passwords.require(accountId, password, ClientAddress.of(connection));
        Actor actor = Actor.of(accountId);
        AccountCommand command = Boolean.TRUE.equals(request.erase())
                ? new EraseAccount(accountId, null, actor)
                : new CloseAccount(accountId, actor);
        commands.send(command, () -> passwords.requireCurrent(known));
    }
}
