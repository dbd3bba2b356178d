package dev.slipstream.infra.cli;

import dev.slipstream.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Option;

/** Two things measured in turn, since a shared machine's speed drifts. */
abstract class BenchRounds extends BenchOptions {

  @Option(names = "--rounds", defaultValue = "5", description = "Rounds of both.")
  int rounds;

  /** Measures all rounds, each in a home of its own, and tells of each as it ends. */
  <R> List<R> measure(BiFunction<Settings, Path, R> bench, Function<R, String> figures) {
    Checks.atLeast("--rounds", rounds, 1);
    PrintWriter err = spec.commandLine().getErr();
    List<R> done = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      R round = inTemporaryHome(bench);
      err.printf("round %d of %d: %s%n", i, rounds, figures.apply(round));
      done.add(round);
    }
    return done;
  }

  static <R> double median(List<R> rounds, ToDoubleFunction<R> figure) {
    double[] figures = rounds.stream().mapToDouble(figure).sorted().toArray();
    return (figures[figures.length / 2] + figures[(figures.length - 1) / 2]) / 2;
  }
}
