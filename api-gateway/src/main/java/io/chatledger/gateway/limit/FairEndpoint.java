package io.chatledger.gateway.limit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

import io.chatledger.webaccess.ClientAddress;
import org.apache.catalina.util.NetMaskSet;
import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections, of each address only so many at once: more are closed before a byte is read, so that one client
 * cannot take all there are. Proxies that are trusted have as many as they like, because they come for many clients.
 */
final class FairEndpoint extends NioEndpoint {

    private static final Logger log = LoggerFactory.getLogger(FairEndpoint.class);

    private volatile int mostPerAddress = Integer.MAX_VALUE;
    private volatile NetMaskSet trustedProxies = new NetMaskSet();

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

    /** Counts only where so many are open in all, which is rare. */
    private boolean hasRoomFor(SocketChannel connection) {
        if (connections.size() < mostPerAddress) {
            return true;
        }
        InetAddress address = address(connection);
        if (address == null || trustedProxies.contains(address)) {
            return true;
        }
        var client = ClientAddress.of(address);
        long open = connections.keySet().stream()
                .map(FairEndpoint::address)
                .filter(other -> other != null && client.equals(ClientAddress.of(other)))
                .count();
        if (open >= mostPerAddress) {
            log.debug("Too many connections from {}", address.getHostAddress());
            return false;
        }
        return true;
    }

    /** Null if it is gone already. */
    private static @Nullable InetAddress address(SocketChannel connection) {
        try {
            return connection.getRemoteAddress() instanceof InetSocketAddress socket ? socket.getAddress() : null;
        } catch (IOException gone) {
            return null;
        }
    }
}
