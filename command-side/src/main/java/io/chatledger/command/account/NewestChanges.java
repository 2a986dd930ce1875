package io.chatledger.command.account;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an account and its conversations were changed to last, so that the same change once more is none. Only the newest
 * are remembered, which bounds the aggregate: what is forgotten, or older than its snapshot knew, is recorded once more.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY) // for snapshots
final class NewestChanges {

    private static final int MOST_REMEMBERED = 20;

    private static final String EMAIL = "email";
    private static final String TITLE_OF = "title of ";
    private static final String HIDDEN = "hidden ";
    private static final String DELETED = "deleted ";
    private static final String NONE = "";
    private static final String NOT = "not";

    // Not final, or it would silently be left out when a snapshot is read.
    private LinkedHashMap<String, String> values = new LinkedHashMap<>();

    boolean isEmail(@Nullable String email) {
        return orNone(email).equals(values.get(EMAIL));
    }

    boolean isTitle(String conversationId, String title) {
        return title.equals(values.get(TITLE_OF + conversationId));
    }

    boolean isArchived(String conversationId, boolean archived) {
        return (archived ? NONE : NOT).equals(values.get(HIDDEN + conversationId));
    }

    boolean isDeleted(String conversationId) {
        return values.containsKey(DELETED + conversationId);
    }

    void email(@Nullable String email) {
        remember(EMAIL, orNone(email));
    }

    void title(String conversationId, String title) {
        remember(TITLE_OF + conversationId, title);
    }

    void archived(String conversationId, boolean archived) {
        remember(HIDDEN + conversationId, archived ? NONE : NOT);
    }

    /** Whoever writes in a conversation takes it out of the archive. */
    void written(String conversationId) {
        values.replace(HIDDEN + conversationId, NOT);
    }

    void deleted(String conversationId) {
        remember(DELETED + conversationId, NONE);
    }

    private void remember(String subject, String value) {
        values.putLast(subject, value);
        if (values.size() > MOST_REMEMBERED) {
            values.pollFirstEntry();
        }
    }

    private static String orNone(@Nullable String value) {
        return value == null ? NONE : value;
    }
}
