package io.chatledger.command.store;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider;
import io.chatledger.command.personal.PersonalKeys;
import io.micrometer.core.instrument.Tags;
import jakarta.persistence.EntityManagerFactory;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.caching.JCacheAdapter;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metrics.DataSourcePoolMetrics;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Axon's JDBC event store on a schema of ours. */
@Configuration(proxyBeanMethods = false)
class EventStoreConfiguration {

    @Bean
    EventSchema eventSchema() {
        return EventSchema.builder()
                .eventTable("events.domain_event")
                .snapshotTable("events.snapshot_event")
                .globalIndexColumn("global_index")
                .aggregateIdentifierColumn("aggregate_identifier")
                .sequenceNumberColumn("sequence_number")
                .eventIdentifierColumn("event_identifier")
                .metaDataColumn("metadata")
                .payloadRevisionColumn("payload_revision")
                .payloadTypeColumn("payload_type")
                .timestampColumn("time_stamp")
                .build();
    }

    /** What is stored for ever is written by a mapper of its own, out of reach of how the web happens to speak. */
    @Bean
    @Primary
    Serializer serializer() {
        return Jackson3Serializer.builder().build();
    }

    /**
     * Connections are taken at the first statement: callers who wait for a busy account hold none, and those whose
     * events are written together with others' need none.
     */
    @Bean
    static BeanPostProcessor lazyConnections() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource pool ? ConnectionPool.lazily(pool) : bean;
            }
        };
    }

    @Bean
    PlatformTransactionManager transactionManager(EntityManagerFactory entities) {
        return new JpaTransactions(entities);
    }

    @Bean
    DataSourcePoolMetrics connections(DataSource pool, ObjectProvider<DataSourcePoolMetadataProvider> metadata) {
        return new DataSourcePoolMetrics(pool, metadata.stream().toList(), "command-side", Tags.empty());
    }

    @Bean
    EventStorageEngine eventStorage(
            EventSchema schema,
            Serializer serializer,
            ConnectionProvider connections,
            TransactionManager transactions,
            org.axonframework.config.Configuration axon,
            GroupCommit commit,
            PersonalKeys keys) {
        return new AccountEventStorage(
                JdbcEventStorageEngine.builder()
                        .schema(schema)
                        .eventSerializer(serializer)
                        .snapshotSerializer(serializer)
                        .upcasterChain(axon.upcasterChain())
                        .snapshotFilter(axon.snapshotFilter())
                        .connectionProvider(connections)
                        .transactionManager(transactions),
                commit,
                keys);
    }

    /** Aggregates as they are after their last commit. An entry that turns out stale fails at append and is dropped. */
    @Bean
    Cache accountCache(StoreSettings settings) {
        var configuration = new CaffeineConfiguration<Object, Object>();
        configuration.setStoreByValue(false);
        configuration.setMaximumSize(OptionalLong.of(settings.cachedAccounts()));
        configuration.setExpireAfterAccess(OptionalLong.of(settings.accountsCachedFor().toNanos()));
        var manager = new CaffeineCachingProvider().getCacheManager();
        return new JCacheAdapter(manager.createCache("accounts", configuration));
    }

    @Bean
    SnapshotTriggerDefinition accountSnapshots(Snapshotter snapshotter, StoreSettings settings) {
        return new EventCountSnapshotTriggerDefinition(snapshotter, settings.snapshotAfterEvents());
    }

    @Bean
    Batches batches(JdbcClient jdbc, StoreSettings settings) {
        return new Batches(jdbc, settings.housekeepingBatch());
    }

    /** Tables that follow the events here do so in the transaction that appends them, and a failure there undoes it. */
    @Bean
    ConfigurerModule inlineEventHandlers() {
        return configurer -> configurer.eventProcessing(processing -> processing
                .usingSubscribingEventProcessors()
                .registerDefaultErrorHandler(configuration -> PropagatingErrorHandler.instance())
                .registerDefaultListenerInvocationErrorHandler(configuration -> PropagatingErrorHandler.instance()));
    }
}
