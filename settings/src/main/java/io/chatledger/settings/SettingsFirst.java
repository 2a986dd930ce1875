package io.chatledger.settings;

import java.util.Arrays;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Makes our records of settings before anything else, so that a wrong one is told before a database is waited for. */
final class SettingsFirst implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final int HIGHEST_PORT = 65_535;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(beans -> {
            try {
                requirePorts(Binder.get(context.getEnvironment()));
                makeOurs(beans);
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

    /** Scanned records of settings are named by their prefix and their class. */
    private static void makeOurs(ConfigurableListableBeanFactory beans) {
        Arrays.stream(beans.getBeanDefinitionNames())
                .filter(name -> name.contains("-io.chatledger."))
                .forEach(beans::getBean);
    }
}
