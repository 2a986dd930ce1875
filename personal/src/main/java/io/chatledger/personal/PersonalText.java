package io.chatledger.personal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.Personal;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The personal fields of stored events. Where the event has a string, its stored form has
 * {@code {"sealed": <base64 of nonce, ciphertext and tag>, "year": <of the key>}}; what was stored as a string, before
 * there were keys, is read as that. The place that is authenticated with it is account, type, field and year.
 */
public final class PersonalText {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SEALED = "sealed";
    private static final String YEAR = "year";

    /** What a field is when its key is destroyed: nothing where it may be null. */
    private record Field(String name, @Nullable String erased) {}

    private static final Map<String, List<Field>> FIELDS = eventTypes(AccountEvent.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, PersonalText::personalFields));

    private PersonalText() {}

    /**
     * @param type    the full name of the event's class
     * @param payload JSON
     * @return what is to be stored: the same where the event has no personal text
     */
    public static byte[] seal(String type, String accountId, int year, byte[] payload, AccountKeys keys) {
        List<Field> fields = FIELDS.getOrDefault(type, List.of());
        if (fields.isEmpty()) {
            return payload;
        }
        ObjectNode event = (ObjectNode) JSON.readTree(payload);
        SecretKey key = keys.key(accountId, year);
        for (Field field : fields) {
            JsonNode value = event.get(field.name);
            if (value != null && value.isString()) {
                ObjectNode sealed = event.putObject(field.name);
                sealed.put(SEALED, key == null ? "" : base64(AesGcm.seal(
                        key, place(type, field, accountId, year), value.stringValue().getBytes(UTF_8))));
                sealed.put(YEAR, year);
            }
        }
        return JSON.writeValueAsBytes(event);
    }

    /** Whether events of a type may have something to open. */
    public static boolean mayBeIn(String type) {
        return !FIELDS.getOrDefault(type, List.of()).isEmpty();
    }

    /**
     * The event as it was before it was sealed; what can be opened no more reads {@value Personal#ERASED}, or null
     * where there need not be anything.
     *
     * @throws IllegalStateException if something was sealed for another place, or was changed
     */
    public static JsonNode open(String type, String accountId, byte[] payload, AccountKeys keys) {
        JsonNode event = JSON.readTree(payload);
        if (event instanceof ObjectNode object) {
            for (Field field : FIELDS.getOrDefault(type, List.of())) {
                if (object.get(field.name) instanceof ObjectNode sealed) {
                    object.put(field.name, open(type, accountId, field, sealed, keys));
                }
            }
        }
        return event;
    }

    /** The same as bytes. */
    public static byte[] opened(String type, String accountId, byte[] payload, AccountKeys keys) {
        return mayBeIn(type) ? JSON.writeValueAsBytes(open(type, accountId, payload, keys)) : payload;
    }

    private static @Nullable String open(
            String type, String accountId, Field field, ObjectNode sealed, AccountKeys keys) {
        String text = sealed.path(SEALED).stringValue();
        int year = sealed.path(YEAR).intValue();
        SecretKey key = text.isEmpty() ? null : keys.key(accountId, year);
        if (key == null) {
            return field.erased;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return new String(AesGcm.open(key, place(type, field, accountId, year), bytes), UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new IllegalStateException(field.name + " does not open with the key of its account", e);
        }
    }

    /** Seals all of something, such as a snapshot. */
    public static byte[] sealWhole(String what, String accountId, int year, byte[] clear, AccountKeys keys) {
        SecretKey key = keys.key(accountId, year);
        ObjectNode sealed = JSON.createObjectNode();
        sealed.put(SEALED, key == null ? "" : base64(AesGcm.seal(key, place(what, accountId, year), clear)));
        sealed.put(YEAR, year);
        return JSON.writeValueAsBytes(sealed);
    }

    /** @throws IllegalStateException if it cannot be opened, or no more */
    public static byte[] openWhole(String what, String accountId, byte[] stored, AccountKeys keys) {
        JsonNode sealed = JSON.readTree(stored);
        int year = sealed.path(YEAR).intValue();
        SecretKey key = keys.key(accountId, year);
        if (key == null) {
            throw new IllegalStateException("The key of the " + what + " was destroyed.");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed.path(SEALED).stringValue());
            return AesGcm.open(key, place(what, accountId, year), bytes);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new IllegalStateException("The " + what + " does not open with the key of its account", e);
        }
    }

    private static byte[] place(String type, Field field, String accountId, int year) {
        return place(type + '.' + field.name, accountId, year);
    }

    private static byte[] place(String what, String accountId, int year) {
        return (what + ' ' + accountId + ' ' + year).getBytes(UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static List<Field> personalFields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Personal.class))
                .map(PersonalText::field)
                .toList();
    }

    private static Field field(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Field(component.getName(), nullable ? null : Personal.ERASED);
    }

    private static Stream<Class<?>> eventTypes(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(PersonalText::eventTypes)
                : Stream.of(type);
    }
}
