package dev.slipstream.infra.cli;

import java.io.IOException;
import java.util.Locale;

/** Opens a page where there is a desktop to open it on. */
final class Browser {

  private Browser() {}

  static void open(String page) {
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
    boolean desktop =
        mac || System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    if (!desktop) {
      return;
    }
    try {
      new ProcessBuilder(mac ? "open" : "xdg-open", page)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      Logs.error("no browser opened", e); // the address is printed anyway
    }
  }
}
