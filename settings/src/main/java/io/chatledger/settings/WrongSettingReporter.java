package io.chatledger.settings;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Tells a wrong setting in one line, in place of the stack trace of a failed start. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WrongSettingReporter implements SpringBootExceptionReporter {

    /** Applications that share a process share settings, too. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

    private final @Nullable ConfigurableApplicationContext context;

    WrongSettingReporter(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        var wrong = WrongSetting.in(failure);
        wrong.map(this::line).filter(TOLD::add).ifPresent(System.err::println);
        return wrong.isPresent();
    }

    private String line(WrongSetting wrong) {
        return wrong.line(context == null ? null : variable(context.getEnvironment(), wrong.name()));
    }

    private static @Nullable String variable(ConfigurableEnvironment environment, String name) {
        if (!ConfigurationPropertyName.isValid(name)) {
            return null;
        }
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(ConfigurationPropertyName.of(name));
            if (property != null) {
                return variable(environment, property);
            }
        }
        return null;
    }

    private static @Nullable String variable(ConfigurableEnvironment environment, ConfigurationProperty property) {
        if (property.getOrigin() instanceof PropertySourceOrigin origin
                && origin.getPropertySource() instanceof SystemEnvironmentPropertySource) {
            return origin.getPropertyName();
        }
        Matcher placeholder = VARIABLE.matcher(String.valueOf(property.getValue()));
        return placeholder.find() && environment.getSystemEnvironment().containsKey(placeholder.group(1))
                ? placeholder.group(1)
                : null;
    }
}
