package dev.slipstream.infra.cli;

import dev.slipstream.infra.local.LocalHome;
import java.net.URI;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.LoggerFactory;

/** Where log lines go: the home's log files once there is a home, only warnings before. */
final class Logs {

  private Logs() {}

  /** Writes everything to the home's log from now on, and little to the terminal. */
  static LocalHome in(LocalHome home) {
    System.setProperty("slipstream.logs", home.logs().toString());
    Configurator.reconfigure(URI.create("classpath:log4j2-home.xml"));
    return home;
  }

  /** Keeps an error with its stack trace. */
  static void error(String what, Throwable error) {
    LoggerFactory.getLogger(Slipstream.class).info(what, error);
  }
}
