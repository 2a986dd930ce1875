package io.chatledger.command;

import com.fasterxml.uuid.Generators;
import io.chatledger.command.store.Outage;
import io.chatledger.webaccess.OperatedSide;
import io.chatledger.webaccess.WebAccess;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Decides: accounts and credentials, calls to the model, every event. */
@SpringBootConfiguration
@AutoConfigurationPackage
@ImportAutoConfiguration // what META-INF/spring lists for this class, not whatever is there
@ComponentScan(excludeFilters = @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class))
@ConfigurationPropertiesScan
@Import({WebAccess.class, OperatedSide.class})
@EnableScheduling
public class CommandSide {

    private static final Logger log = LoggerFactory.getLogger(CommandSide.class);

    /** Serves; or, with the word {@code migrate}, only brings the tables of events to this version, and ends. */
    public static void main(String[] args) {
        if (List.of(args).contains("migrate")) {
            migration().run(args).close();
        } else {
            application().run(args);
        }
    }

    static {
        // Axon would advertise a product at every start.
        System.setProperty("disable-axoniq-console-message", "true");
    }

    /** The application with its own configuration file, so that it can share a process with the others. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(CommandSide.class).properties("spring.config.name=command-side");
    }

    /** Needs the password of whom the tables belong to and no other, so that what serves can do without that one. */
    private static SpringApplicationBuilder migration() {
        return new SpringApplicationBuilder(Migration.class)
                .properties("spring.config.name=command-side")
                .web(WebApplicationType.NONE);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** More threads than there are kinds of scheduled work, so that none waits for another. */
    @Bean
    ThreadPoolTaskScheduler taskScheduler(CommandSettings settings) {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(settings.scheduledWorkAtOnce());
        scheduler.setVirtualThreads(true);
        scheduler.setThreadNamePrefix("scheduled-");
        scheduler.setErrorHandler(CommandSide::told);
        return scheduler;
    }

    /** What is scheduled comes again: while the database is away, that takes one line and no stack trace each time. */
    private static void told(Throwable failure) {
        if (Outage.isBehind(failure)) {
            log.warn("Scheduled work could not be done yet: {}", Outage.reason(failure));
        } else {
            log.error("Scheduled work has failed", failure);
        }
    }

    /** Version 7 (RFC 9562, section 5.7): in the order of time, so that new rows are neighbours in the indexes. */
    @Bean
    Supplier<UUID> ids() {
        return Generators.timeBasedEpochRandomGenerator()::generate;
    }
}
