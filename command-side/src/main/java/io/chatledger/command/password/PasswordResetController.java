package io.chatledger.command.password;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.EmailAddress;
import io.chatledger.webaccess.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For those who have forgotten the password: sends a token to the address of the account, and takes it back. */
@RestController
@RequestMapping("/api/password-reset")
class PasswordResetController {

    record ResetRequest(@Nullable String email) {}

    record NewPasswordRequest(@Nullable String token, @Nullable String newPassword) {}

    private final PasswordReset reset;

    PasswordResetController(PasswordReset reset) {
        this.reset = reset;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    void begin(@RequestBody ResetRequest request, HttpServletRequest connection) {
        reset.begin(new EmailAddress(required("email", request.email())), ClientAddress.of(connection));
    }

    @PostMapping("/confirm")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void finish(@RequestBody NewPasswordRequest request, HttpServletRequest connection) {
        reset.finish(
                required("token", request.token()),
                required("new_password", request.newPassword()),
                ClientAddress.of(connection));
    }
}
