package io.chatledger.command.session;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.revocation.Callers;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists and ends one's own sessions. */
@RestController
@RequestMapping("/api/user/sessions")
class SessionListController {

    record SessionList(List<Session> results) {}

    private final Sessions sessions;

    SessionListController(Sessions sessions) {
        this.sessions = sessions;
    }

    @GetMapping
    SessionList list(JwtAuthenticationToken caller) {
        return new SessionList(sessions.of(Callers.accountOf(caller), Callers.sessionOf(caller)));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(JwtAuthenticationToken caller, @PathVariable String id) {
        if (!sessions.endOwn(Callers.accountOf(caller), parse(id))) {
            throw noSuchSession();
        }
    }

    /** All but the one that asks. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endOthers(JwtAuthenticationToken caller) {
        sessions.endOthers(Callers.accountOf(caller), Callers.sessionOf(caller), SessionEnd.ENDED_BY_OWNER);
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException malformed) {
            throw noSuchSession();
        }
    }

    private static Refusal noSuchSession() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such session.");
    }
}
