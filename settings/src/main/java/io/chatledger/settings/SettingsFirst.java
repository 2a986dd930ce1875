package io.chatledger.settings;

import java.util.Arrays;
import java.util.Objects;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Reads our records of settings before anything else, so that a wrong one is told before a database is waited for. */
final class SettingsFirst implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final int HIGHEST_PORT = 65_535;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(beans -> {
            try {
                Binder settings = Binder.get(context.getEnvironment());
                requirePorts(settings);
                readOurs(beans, settings);
            } catch (RuntimeException failure) {
                if (WrongSetting.isCauseOf(failure)) {
                    // What Spring has to say about the end of the start would only hide the one line.
                    LoggingSystem.get(getClass().getClassLoader()).setLogLevel("org.springframework", LogLevel.OFF);
                }
                throw failure;
            }
        });
    }

    private static void requirePorts(Binder settings) {
        settings.bind("server.port", Integer.class)
                .ifBound(port -> WrongSetting.unlessBetween(0, HIGHEST_PORT, "server.port", port));
        // -1 turns it off.
        settings.bind("management.server.port", Integer.class)
                .ifBound(port -> WrongSetting.unlessBetween(-1, HIGHEST_PORT, "management.server.port", port));
    }

    /** As the beans will be; these cannot be made yet. Scanned records of settings are named by prefix and class. */
    private static void readOurs(ConfigurableListableBeanFactory beans, Binder settings) {
        Arrays.stream(beans.getBeanDefinitionNames())
                .filter(name -> name.contains("-io.chatledger."))
                .map(beans::getType)
                .filter(Objects::nonNull)
                .forEach(type -> read(type, settings));
    }

    private static void read(Class<?> type, Binder settings) {
        ConfigurationProperties properties = type.getAnnotation(ConfigurationProperties.class);
        if (properties != null) {
            settings.bindOrCreate(properties.value(), type);
        }
    }
}
