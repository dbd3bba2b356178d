package dev.slipstream.infra.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far something is: a bar on a terminal, a line for each tenth elsewhere. */
abstract class Bar implements AutoCloseable {

  private static final int WIDTH = 110;

  private Bar() {}

  static Bar open(String task, long max, PrintWriter out) {
    // Said by the script: what Java itself tells of a terminal differs between its versions.
    boolean terminal = Boolean.getBoolean("slipstream.terminal");
    return terminal ? new Live(task, max) : new Lines(task, max, out);
  }

  /**
   * Shows a state.
   *
   * @param done of the maximum
   * @param message shown behind the bar
   */
  abstract void show(long done, String message);

  @Override
  public void close() {}

  private static final class Live extends Bar {

    private final ProgressBar bar;

    Live(String task, long max) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(max)
              .setStyle(ProgressBarStyle.ASCII)
              .setMaxRenderedLength(WIDTH)
              .setUpdateIntervalMillis(250)
              .hideEta()
              .build();
    }

    @Override
    void show(long done, String message) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + message);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private static final class Lines extends Bar {

    private final String task;
    private final long max;
    private final PrintWriter out;
    private long shownTenth = -1;

    Lines(String task, long max, PrintWriter out) {
      this.task = task;
      this.max = max;
      this.out = out;
    }

    @Override
    synchronized void show(long done, String message) {
      long tenth = max == 0 ? 10 : Math.min(10, 10 * done / max);
      if (tenth > shownTenth) {
        shownTenth = tenth;
        out.printf("%s %,d of %,d  %s%n", task, done, max, message);
        out.flush();
      }
    }
  }
}
