package dev.slipstream.infra.cli;

import java.net.URI;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.LoggerFactory;

/** Where log lines go: the home's log files once there is a home, only warnings before. */
final class Logs {

  private Logs() {}

  /** Writes everything to files in {@code directory} from now on, and little to the terminal. */
  static void toFiles(Path directory) {
    System.setProperty("slipstream.logs", directory.toString());
    Configurator.reconfigure(URI.create("classpath:log4j2-home.xml"));
  }

  /** Keeps an error with its stack trace. */
  static void error(String what, Throwable error) {
    LoggerFactory.getLogger(Slipstream.class).info(what, error);
  }
}
