package dev.slipstream.serving.http;

import java.util.Optional;

/** Says whether requests can be answered. Thread-safe. */
@FunctionalInterface
public interface Readiness {

  /** What is still waited for; empty when requests can be answered. */
  Optional<String> waitingFor();
}
