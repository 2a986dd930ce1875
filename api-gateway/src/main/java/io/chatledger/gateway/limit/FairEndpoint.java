package io.chatledger.gateway.limit;

import io.chatledger.webaccess.ClientAddress;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import org.apache.catalina.util.NetMaskSet;
import org.apache.tomcat.util.net.NioEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections, of each address only so many at once: more are closed before a byte is read, so that one client
 * cannot take all there are. Proxies that are trusted have as many as they like, because they come for many clients.
 */
final class FairEndpoint extends NioEndpoint {

    private static final Logger log = LoggerFactory.getLogger(FairEndpoint.class);

    private final OpenConnections open = new OpenConnections();
    private volatile int mostPerAddress = Integer.MAX_VALUE;
    private volatile NetMaskSet trustedProxies = new NetMaskSet();

    FairEndpoint() {
        connections = open;
    }

    void share(int mostPerAddress, NetMaskSet trustedProxies) {
        this.mostPerAddress = mostPerAddress;
        this.trustedProxies = trustedProxies;
    }

    /** Called for each accepted connection, one after the other. What it does not want it has to close itself. */
    @Override
    protected boolean setSocketOptions(SocketChannel connection) {
        if (hasRoomFor(connection)) {
            return super.setSocketOptions(connection);
        }
        destroySocket(connection);
        return false;
    }

    private boolean hasRoomFor(SocketChannel connection) {
        InetAddress address = OpenConnections.address(connection);
        if (address == null
                || open.of(ClientAddress.of(address)) < mostPerAddress
                || trustedProxies.contains(address)) {
            return true;
        }
        log.debug("Too many connections from {}", address.getHostAddress());
        return false;
    }
}
