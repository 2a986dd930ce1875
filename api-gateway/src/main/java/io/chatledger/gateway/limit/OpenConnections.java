package io.chatledger.gateway.limit;

import io.chatledger.webaccess.ClientAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** The open connections of an endpoint, which also knows how many each client has, without going through them all. */
final class OpenConnections extends ConcurrentHashMap<SocketChannel, SocketWrapperBase<NioChannel>> {

    /** Kept, because a connection that is closed does not tell any more from where it came. */
    private final transient Map<SocketChannel, ClientAddress> clients = new ConcurrentHashMap<>();

    private final transient Map<ClientAddress, Integer> counts = new ConcurrentHashMap<>();

    int of(ClientAddress client) {
        return counts.getOrDefault(client, 0);
    }

    /** Null if it is gone already. */
    static @Nullable InetAddress address(SocketChannel connection) {
        try {
            return connection.getRemoteAddress() instanceof InetSocketAddress socket ? socket.getAddress() : null;
        } catch (IOException gone) {
            return null;
        }
    }

    @Override
    public SocketWrapperBase<NioChannel> put(SocketChannel connection, SocketWrapperBase<NioChannel> wrapper) {
        InetAddress address = address(connection);
        if (address != null) {
            ClientAddress client = ClientAddress.of(address);
            clients.put(connection, client);
            counts.merge(client, 1, Integer::sum);
        }
        return super.put(connection, wrapper);
    }

    @Override
    public @Nullable SocketWrapperBase<NioChannel> remove(Object connection) {
        ClientAddress client = clients.remove(connection);
        if (client != null) {
            counts.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        }
        return super.remove(connection);
    }
}
