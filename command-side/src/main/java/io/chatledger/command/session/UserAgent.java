package io.chatledger.command.session;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a client calls itself (RFC 9110, section 10.1.5): on one line and at most {@value #LONGEST} characters of it;
 * {@code null} if it says nothing. It proves nothing, and is only shown to the owner of the session.
 */
public record UserAgent(@Nullable String value) {

    static final int LONGEST = 200;

    public UserAgent {
        if (value != null) {
            String line = value.replaceAll("\\p{Cntrl}", "").strip();
            value = line.isEmpty() ? null : line.substring(0, Math.min(line.length(), LONGEST));
        }
    }

    public static UserAgent of(HttpServletRequest request) {
        return new UserAgent(request.getHeader(HttpHeaders.USER_AGENT));
    }
}
