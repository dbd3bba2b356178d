package dev.slipstream.infra.bench;

import dev.slipstream.config.Settings;
import dev.slipstream.job.flink.FlinkFiles;
import dev.slipstream.serving.ServingApp;
import dev.slipstream.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The server that is measured: in this process, or in one of its own. */
interface BenchServer extends AutoCloseable {

  Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * Starts it.
   *
   * @param home where it may keep files
   * @param heap of a process of its own, as {@code -Xmx} takes it; null for this process
   */
  static BenchServer start(Settings settings, Path home, String heap) {
    if (heap != null) {
      return ServerProcess.start(settings, home, heap);
    }
    ServingApp app = ServingApp.start(settings.with(ServingConfig.PORT, 0), home, FlinkFiles::open);
    return new BenchServer() {
      @Override
      public int port() {
        return app.port();
      }

      @Override
      public void close() {
        app.close();
      }
    };
  }

  int port();

  /** The most memory its process held; 0 if it has none of its own. */
  default long residentBytes() {
    return 0;
  }

  @Override
  void close();

  /**
   * Waits until it answers from a whole version.
   *
   * @throws IllegalStateException if it does not in time
   */
  default void awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the server was not ready within " + PATIENCE);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private boolean isReady() {
    try (Connection connection = new Connection(port())) {
      return connection.get("/readyz").status() == 200;
    } catch (IOException e) {
      return false; // a process of its own takes a while to listen
    }
  }
}
