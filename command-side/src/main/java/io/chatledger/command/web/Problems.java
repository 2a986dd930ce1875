package io.chatledger.command.web;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.store.Outage;
import io.chatledger.webaccess.Problem;
import io.chatledger.webaccess.Problem.FieldError;
import io.chatledger.webaccess.TraceId;
import java.util.List;
import java.util.Map;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;

/**
 * Turns what went wrong into a problem (RFC 9457): always with code and trace id, never with an inside of the system.
 */
@Component
public class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** Logs what is not the caller's fault. */
    public Problem of(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> of(refusal);
            case InvalidValue invalid -> invalid(invalid.field(), invalid.getMessage());
            case ErrorResponse response -> of(response.getStatusCode().value());
            case AuthenticationServiceException undecided when undecided.getCause() != null -> of(undecided.getCause());
            case DisabledException suspended -> of(ErrorCode.SUSPENDED, "This account is suspended.");
            case AuthenticationException unknown ->
                of(ErrorCode.UNAUTHENTICATED, "A valid access token or API key is required.");
            case AccessDeniedException denied ->
                of(ErrorCode.FORBIDDEN, "Your access token or API key does not allow this.");
            case TransactionSystemException unconfirmed -> unconfirmed(unconfirmed);
            case LockAcquisitionFailedException busy -> unavailable(busy);
            case ConcurrencyException busy -> unavailable(busy);
            default -> Outage.isBehind(failure) ? unavailable(failure) : unexpected(failure);
        };
    }

    Problem invalid(String field, String message) {
        return of(
                ErrorCode.INVALID_REQUEST,
                field + " " + message,
                List.of(new FieldError(field, message)),
                Map.of());
    }

    private static Problem of(ErrorCode code, String detail) {
        return of(code, detail, List.of(), Map.of());
    }

    private static Problem of(Refusal refusal) {
        InvalidValue invalid = refusal.invalid();
        List<FieldError> errors =
                invalid == null ? List.of() : List.of(new FieldError(invalid.field(), invalid.getMessage()));
        return of(refusal.code(), refusal.getMessage(), errors, refusal.details());
    }

    private static Problem of(ErrorCode code, String detail, List<FieldError> errors, Map<String, Object> more) {
        return Problem.of(code, detail, TraceId.current(), errors, more);
    }

    private Problem of(int status) {
        return switch (status) {
            case 404 -> of(ErrorCode.NOT_FOUND, "There is nothing under this path.");
            case 405 -> of(ErrorCode.METHOD_NOT_ALLOWED, "This path does not support the method.");
            case 406, 415 -> of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Only JSON is accepted and returned here.");
            default -> of(ErrorCode.INVALID_REQUEST, "The request cannot be understood.");
        };
    }

    private static Problem unavailable(Throwable down) {
        log.warn("Unavailable: {}", Outage.reason(down));
        return of(ErrorCode.UNAVAILABLE, "A part of the system is down; try again soon.");
    }

    /** The database went away during the commit. */
    private static Problem unconfirmed(Throwable down) {
        log.warn("A commit was not confirmed: {}", Outage.reason(down));
        return of(ErrorCode.UNAVAILABLE, "A part of the system is down, and it is not known whether this took effect.");
    }

    private static Problem unexpected(Throwable failure) {
        log.error("Unexpected failure", failure);
        return of(ErrorCode.INTERNAL, "Something went wrong here; the trace id helps to find out what.");
    }
}
