package io.chatledger.webaccess;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;

/** Memory, collections, threads, processor, files, uptime: once for a process, however many applications are in it. */
final class ProcessMeters implements MeterBinder {

    /** The last of them, and so a sign of all. */
    private static final String UPTIME = "process.uptime";

    @Override
    public void bindTo(MeterRegistry registry) {
        synchronized (ProcessMeters.class) {
            if (registry.find(UPTIME).meter() == null) {
                List.of(
                        new JvmMemoryMetrics(), new JvmGcMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(),
                        new FileDescriptorMetrics(), new UptimeMetrics())
                        .forEach(each -> each.bindTo(registry));
            }
        }
    }
}
