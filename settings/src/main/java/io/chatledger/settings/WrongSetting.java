package io.chatledger.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.util.unit.DataSize;

/** A setting with which the application cannot start. Records of settings throw it when they are made. */
public final class WrongSetting extends RuntimeException {

    private static final String HTTP_URL = "a URL with http:// or https://, such as http://localhost:11434/v1";

    private final String name;
    private final String value;
    private final String allowed;

    /**
     * @param name    as in the configuration file, such as {@code chatledger.message-price}
     * @param allowed goes on after "allowed is"
     */
    public WrongSetting(String name, @Nullable Object value, String allowed) {
        super(name);
        this.name = name;
        this.value = isSecret(name) ? "not shown" : String.valueOf(value);
        this.allowed = allowed;
    }

    /** @throws WrongSetting if the condition does not hold */
    public static void unless(boolean condition, String name, @Nullable Object value, String allowed) {
        if (!condition) {
            throw new WrongSetting(name, value, allowed);
        }
    }

    /** @throws WrongSetting if it is less */
    public static void unlessAtLeast(long least, String name, long value) {
        unless(value >= least, name, value, "a whole number of at least " + least);
    }

    /** @throws WrongSetting if it is not from {@code least} to {@code most} */
    public static void unlessBetween(long least, long most, String name, long value) {
        unless(value >= least && value <= most, name, value, "a whole number from " + least + " to " + most);
    }

    /** @throws WrongSetting if it is not longer than nothing */
    public static void unlessPositive(String name, Duration value) {
        unless(value.isPositive(), name, written(value), "a duration above zero, such as 500ms, 10s or 5m");
    }

    /** @throws WrongSetting if it is no address of a server that speaks HTTP */
    public static void unlessHttp(String name, URI value) {
        boolean http = "http".equalsIgnoreCase(value.getScheme()) || "https".equalsIgnoreCase(value.getScheme());
        unless(http && value.getHost() != null, name, value, HTTP_URL);
    }

    /** @throws WrongSetting if it is no address of a server that speaks HTTP */
    public static void unlessHttp(String name, String value) {
        try {
            unlessHttp(name, new URI(value));
        } catch (URISyntaxException malformed) {
            throw new WrongSetting(name, value, HTTP_URL);
        }
    }

    /** The one that made a start fail, if it was one: also where a value could not even be read. */
    static Optional<WrongSetting> in(Throwable failure) {
        WrongSetting unreadable = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WrongSetting wrong) {
                return Optional.of(wrong);
            }
            if (cause instanceof BindException binding && binding.getProperty() != null) {
                unreadable = unreadable(binding.getProperty(), binding.getTarget().getType().resolve(Object.class));
            }
        }
        return Optional.ofNullable(unreadable);
    }

    /** Whether a start failed because of one, which has been told. */
    public static boolean isCauseOf(Throwable failure) {
        return in(failure).isPresent();
    }

    private static WrongSetting unreadable(ConfigurationProperty property, Class<?> type) {
        return new WrongSetting(property.getName().toString(), property.getValue(), readable(type));
    }

    private static String readable(Class<?> type) {
        if (type == int.class || type == long.class || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "on or off";
        }
        if (type == Duration.class) {
            return "a duration such as 500ms, 10s or 5m";
        }
        if (type == DataSize.class) {
            return "a size such as 256KB or 16MB";
        }
        if (type == URI.class || type == URL.class) {
            return HTTP_URL;
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ",
                    Arrays.stream(type.getEnumConstants()).map(each -> each.toString().toLowerCase(Locale.ROOT))
                    .toList());
        }
        return "a valid " + type.getSimpleName();
    }

    private static String written(Duration value) {
        return value.toMillis() + "ms";
    }

    private static boolean isSecret(String name) {
        return name.contains("password") || name.contains("api-key") || name.contains("secret");
    }

    String name() {
        return name;
    }

    /** @param variable of the environment that has set it; null if it was set elsewhere */
    String line(@Nullable String variable) {
        return "%s is %s%s; allowed is %s."
                .formatted(name, value, variable == null ? "" : " (set by " + variable + ")", allowed);
    }

    @Override
    public String getMessage() {
        return line(null);
    }
}
