package io.chatledger.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What lies between a server and its clients. When it is cut, neither hears from the other any more, not even that the
 * connection has ended; what was sent meanwhile arrives when it is mended, as TCP has it.
 */
final class Cable implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final int server;
    private final ServerSocket plug;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean cut;

    /** @param server its port, on 127.0.0.1 */
    Cable(int server) {
        this.server = server;
        try {
            plug = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** Where clients find the server. */
    int port() {
        return plug.getLocalPort();
    }

    synchronized void cut() {
        cut = true;
    }

    synchronized void mend() {
        cut = false;
        notifyAll();
    }

    private synchronized void awaitMended() throws InterruptedException {
        while (cut) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = plug.accept();
                sockets.add(client);
                Thread.startVirtualThread(() -> connect(client));
            }
        } catch (IOException closed) {
            // Nobody can connect any more.
        }
    }

    private void connect(Socket client) {
        try {
            awaitMended();
            Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(onward);
            Thread.startVirtualThread(() -> pass(client, onward));
            pass(onward, client);
        } catch (IOException refused) {
            close(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[BUFFER_BYTES];
            int count;
            while ((count = in.read(bytes)) >= 0) {
                awaitMended();
                out.write(bytes, 0, count);
            }
            awaitMended();
        } catch (IOException ended) {
            // By the other direction.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        mend();
        try {
            plug.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(this::close);
    }
}
