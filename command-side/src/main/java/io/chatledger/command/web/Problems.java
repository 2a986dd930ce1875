package io.chatledger.command.web;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.Refusal;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;

/** Turns what went wrong into a problem (RFC 9457): always with code and trace id, never with an inside of the system. */
@Component
public class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    /** Logs what is not the caller's fault. */
    public ProblemDetail of(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> of(refusal);
            case InvalidValue invalid -> invalid(invalid.field(), invalid.getMessage());
            case ErrorResponse response -> of(response.getStatusCode().value());
            case DataAccessException down -> unavailable(down);
            case TransactionException down -> unavailable(down);
            case LockAcquisitionFailedException busy -> unavailable(busy);
            case ConcurrencyException busy -> unavailable(busy);
            case EventStoreException down -> unavailable(down);
            default -> {
                log.error("Unexpected failure", failure);
                yield of(ErrorCode.INTERNAL, "Something went wrong; nothing was charged.");
            }
        };
    }

    ProblemDetail of(ErrorCode code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatus(code.status());
        String name = code.name().toLowerCase(Locale.ROOT).replace('_', '-');
        problem.setType(URI.create("urn:chatledger:problem:" + name));
        problem.setTitle(code.title());
        problem.setDetail(detail);
        problem.setProperty("code", code.name());
        problem.setProperty("trace_id", MDC.get(TraceIdFilter.MDC_KEY));
        return problem;
    }

    ProblemDetail invalid(String field, String message) {
        ProblemDetail problem = of(ErrorCode.INVALID_REQUEST, field.isEmpty() ? message : field + " " + message);
        problem.setProperty("errors", List.of(Map.of("field", field, "message", message)));
        return problem;
    }

    private ProblemDetail of(Refusal refusal) {
        ProblemDetail problem = of(refusal.code(), refusal.getMessage());
        refusal.details().forEach(problem::setProperty);
        if (refusal.code() == ErrorCode.INVALID_REQUEST) {
            problem.setProperty("errors", List.of());
        }
        return problem;
    }

    private ProblemDetail of(int status) {
        return switch (status) {
            case 404 -> of(ErrorCode.NOT_FOUND, "There is nothing here.");
            case 405 -> of(ErrorCode.METHOD_NOT_ALLOWED, "This cannot be done here.");
            case 406, 415 -> of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Only JSON is understood and spoken here.");
            default -> invalid("", "The request cannot be understood.");
        };
    }

    private ProblemDetail unavailable(Exception down) {
        log.warn("Unavailable: {}", down.toString());
        return of(ErrorCode.UNAVAILABLE, "A part of the system is down; try again soon.");
    }
}
