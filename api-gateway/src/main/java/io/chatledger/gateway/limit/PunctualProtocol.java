package io.chatledger.gateway.limit;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.apache.catalina.util.NetMaskSet;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 with a deadline for a whole request, headers and body. Tomcat itself limits the pause between two bytes, so
 * that a client who sends one now and then may stay for ever.
 */
public final class PunctualProtocol extends Http11NioProtocol {

    private static final Logger log = LoggerFactory.getLogger(PunctualProtocol.class);

    private static final long CHECK_INTERVAL_MILLIS = 500;

    /** All there are, in use or kept for later; dropped ones go by themselves. */
    private final Set<PunctualProcessor> processors =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private volatile Duration requestTimeout = Duration.ofSeconds(30);
    private final FairEndpoint endpoint;
    private @Nullable ScheduledFuture<?> checks;

    /** For Tomcat. */
    public PunctualProtocol() {
        this(new FairEndpoint());
    }

    private PunctualProtocol(FairEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    void shareConnections(int mostPerAddress, NetMaskSet trustedProxies) {
        endpoint.share(mostPerAddress, trustedProxies);
    }

    void setRequestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    @Override
    public void start() throws Exception {
        super.start();
        checks = getUtilityExecutor().scheduleWithFixedDelay(
                this::cutOff, CHECK_INTERVAL_MILLIS, CHECK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (checks != null) {
            checks.cancel(false);
        }
        super.stop();
    }

    @Override
    protected Processor createProcessor() {
        var processor = new PunctualProcessor(this);
        processors.add(processor);
        return processor;
    }

    private void cutOff() {
        List<PunctualProcessor> now;
        synchronized (processors) {
            now = List.copyOf(processors);
        }
        for (PunctualProcessor processor : now) {
            try {
                processor.cutOffAfter(requestTimeout);
            } catch (RuntimeException | Error e) {
                // Thrown on, it would end these checks for ever.
                log.warn("A late request could not be cut off", e);
            }
        }
    }

    private static final class PunctualProcessor extends Http11Processor {

        PunctualProcessor(PunctualProtocol protocol) {
            super(protocol, protocol.getAdapter());
        }

        /** The rest is taken for not coming. What is being answered already is answered to its end. */
        void cutOffAfter(Duration timeout) {
            // Asked first: if the processor goes on to another connection meanwhile, that one is not meant.
            SocketWrapperBase<?> connection = getSocketWrapper();
            if (connection == null || !isLate(timeout) || !(connection.getSocket() instanceof NioChannel channel)) {
                return;
            }
            try {
                channel.getIOChannel().shutdownInput();
            } catch (IOException goneAlready) {
                log.debug("A late request's connection is closed already", goneAlready);
            }
        }

        private boolean isLate(Duration timeout) {
            long startNanos = getRequest().getStartTimeNanos();
            return startNanos >= 0 && System.nanoTime() - startNanos > timeout.toNanos() && !getRequest().isFinished();
        }
    }
}
