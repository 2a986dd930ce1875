package io.chatledger.gateway.routing;

import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;

/**
 * One call that clients can make, under its canonical path and its aliases.
 *
 * @param path            canonical, as its side serves it; may hold variables such as <code>{id}</code>, and end with
 *                        one such as <code>{*id}</code>, which may have slashes in it
 * @param aliases         further paths, without variables; {@code METHOD /path} if an alias has a method of its own
 * @param apiKeys         whether an API key may open it; that it has the scope for it is for the side to check
 * @param tokenInBody     whether a field {@code token} of the body counts when there is no {@code Authorization} header
 * @param sessionCookie   what it does to the cookie of a page that asks for one
 * @param responseTimeout how long the side may take to begin its answer, if not as long as usual
 * @param maxBodySize     of a request as it comes, if not as usual
 */
public record Route(
        Side side,
        HttpMethod method,
        String path,
        @DefaultValue List<String> aliases,
        @DefaultValue("authenticated") Access access,
        @DefaultValue("false") boolean apiKeys,
        @DefaultValue("false") boolean tokenInBody,
        @DefaultValue("none") SessionCookieUse sessionCookie,
        @Nullable Duration responseTimeout,
        @Nullable DataSize maxBodySize) {

    public Route {
        if (responseTimeout != null) {
            WrongSetting.unlessPositive("chatledger.gateway.routes." + path + ".response-timeout", responseTimeout);
        }
        if (maxBodySize != null) {
            WrongSetting.unlessAtLeast(
                    1, "chatledger.gateway.routes." + path + ".max-body-size", maxBodySize.toBytes());
        }
    }

    /** Whether there may be slashes in a variable at the end, and the path is at least that far. */
    boolean mayHaveSlashesAtTheEndOf(String requested) {
        int end = path.indexOf("{*");
        return end >= 0 && requested.startsWith(path.substring(0, end));
    }

    boolean hasVariables() {
        return path.contains("{");
    }
}
