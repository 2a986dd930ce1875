package io.chatledger.webaccess;

import jakarta.servlet.ServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * From where a request comes: an IPv4 address, or the /64 of an IPv6 address, all of which one client has to itself
 * (RFC 6177, section 2). Behind a trusted proxy it is what the proxy says.
 */
public record ClientAddress(String value) {

    private static final int PREFIX_BYTES = 8;

    public static ClientAddress of(ServletRequest request) {
        return of(request.getRemoteAddr());
    }

    /** @param address as a literal; any other word stands for itself */
    public static ClientAddress of(String address) {
        try {
            return of(InetAddress.ofLiteral(address));
        } catch (IllegalArgumentException wordOfATrustedProxy) {
            return new ClientAddress(address);
        }
    }

    public static ClientAddress of(InetAddress address) {
        return new ClientAddress(
                address instanceof Inet6Address v6
                        ? HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), PREFIX_BYTES))
                        : address.getHostAddress());
    }
}
