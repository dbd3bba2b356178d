package dev.slipstream.infra.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Keeps a command running until it is told to stop, and then stops what it runs. */
final class Foreground {

  private static final Duration LOOK = Duration.ofSeconds(1);

  private Foreground() {}

  /** Closes {@code part} when the process is told to end (Ctrl-C, SIGTERM). */
  static void closeAtEnd(AutoCloseable part) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(part), "slipstream-shutdown"));
  }

  /**
   * Waits until the process is told to end.
   *
   * @param failure looked at every second
   * @throws IllegalStateException with the failure, once there is one
   */
  static void await(Supplier<Optional<String>> failure) {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        failure
            .get()
            .ifPresent(
                why -> {
                  throw new IllegalStateException(why);
                });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      Logs.error("did not stop cleanly", e);
    }
  }
}
