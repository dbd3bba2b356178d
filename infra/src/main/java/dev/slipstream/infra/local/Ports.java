package dev.slipstream.infra.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of this machine's loopback address. */
public final class Ports {

  static final String HOST = "127.0.0.1";

  private Ports() {}

  /**
   * The port, checked that it can be taken.
   *
   * @param key the option that chose it
   * @param port 0 for one that was free a moment ago
   * @throws IllegalStateException if something listens there
   */
  static int requireFree(String key, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(
          key
              + ": must be a free port, "
              + port
              + " is taken; stop what listens there or choose another with --set "
              + key
              + "=PORT",
          e);
    }
  }

  /** A port that was free a moment ago, and not the given one. */
  static int anyFreeBut(int taken) {
    int port = anyFree();
    return port == taken ? anyFreeBut(taken) : port;
  }

  /** A port that was free a moment ago. */
  public static int anyFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + HOST, e);
    }
  }
}
