package io.chatledger.query;

import io.chatledger.webaccess.OperatedSide;
import io.chatledger.webaccess.WebAccess;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metrics.DataSourcePoolMetrics;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/** The application that answers every question about what has happened. */
@SpringBootConfiguration
@AutoConfigurationPackage
@ImportAutoConfiguration // what META-INF/spring lists for this class, not whatever is there
@ComponentScan(excludeFilters = @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class))
@ConfigurationPropertiesScan
@Import({WebAccess.class, OperatedSide.class})
public class QuerySide {

    public static void main(String[] args) {
        application().run(args);
    }

    /** Time comes in from outside, so that tests can set it. In milliseconds, as the times of events are. */
    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    @Bean
    DataSourcePoolMetrics connections(DataSource pool, ObjectProvider<DataSourcePoolMetadataProvider> metadata) {
        return new DataSourcePoolMetrics(pool, metadata.stream().toList(), "query-side", Tags.empty());
    }

    /** The application as it runs by itself; {@code standalone} adds its own properties. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(QuerySide.class).properties("spring.config.name=query-side");
    }
}
