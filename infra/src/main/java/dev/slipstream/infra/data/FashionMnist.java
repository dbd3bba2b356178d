package dev.slipstream.infra.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fashion-MNIST (Xiao et al. 2017, arXiv:1708.07747): 70,000 grey images of clothes, 28x28, ten
 * classes, from Debian's package {@code dataset-fashion-mnist}; fetched without root.
 */
public final class FashionMnist {

  private static final Path INSTALLED = Path.of("/usr/share/datasets/fashion-mnist");
  private static final String PACKAGE = "dataset-fashion-mnist";
  private static final int MINUTES = 5;

  private FashionMnist() {}

  /**
   * The folder with the data set: installed, fetched before, or fetched now (30 MB).
   *
   * @param cache folder that keeps what is fetched
   * @throws IllegalArgumentException in one line with what to do instead, if it cannot be had
   */
  public static Path fetch(Path cache) {
    return fetch(cache, INSTALLED);
  }

  static Path fetch(Path cache, Path installed) {
    Path kept = cache.resolve("fashion-mnist");
    for (Path folder : List.of(installed, kept)) {
      if (isComplete(folder)) {
        return folder;
      }
    }
    try {
      Files.createDirectories(cache);
      Path work = Files.createTempDirectory(cache.toAbsolutePath(), "fetch");
      try {
        download(work);
        unpack(work);
        delete(kept); // of an earlier time, and not whole
        Files.move(
            work.resolve("unpacked").resolve(INSTALLED.getRoot().relativize(INSTALLED)),
            kept,
            StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(work);
      }
    } catch (IOException e) {
      throw unavailable(e.getMessage(), e);
    }
    if (!isComplete(kept)) {
      throw unavailable("the package does not hold it", null);
    }
    return kept;
  }

  private static boolean isComplete(Path folder) {
    return IdxSource.find(folder, "train").isPresent()
        && IdxSource.find(folder, "t10k").isPresent();
  }

  /** With the machine's package lists, or where there are none with lists of our own. */
  private static void download(Path work) throws IOException {
    if (run(work, "apt-get", "-q", "download", PACKAGE).isEmpty()) {
      return;
    }
    Path lists = Files.createDirectories(work.resolve("lists/partial")).getParent();
    Path archives = Files.createDirectories(work.resolve("cache/archives/partial")).getParent();
    List<String> own =
        List.of(
            "-q",
            "-o",
            "Dir::State::lists=" + lists,
            "-o",
            "Dir::Cache=" + archives.getParent(),
            "-o",
            "APT::Sandbox::User=");
    require(run(work, command(own, "update")));
    require(run(work, command(own, "download", PACKAGE)));
  }

  private static String[] command(List<String> options, String... words) {
    return Stream.concat(Stream.concat(Stream.of("apt-get"), options.stream()), Stream.of(words))
        .toArray(String[]::new);
  }

  private static void unpack(Path work) throws IOException {
    Path archive;
    try (Stream<Path> files = Files.list(work)) {
      archive =
          files
              .filter(file -> file.toString().endsWith(".deb"))
              .findFirst()
              .orElseThrow(() -> new IOException("apt-get left no package"));
    }
    require(run(work, "dpkg-deb", "-x", archive.toString(), work.resolve("unpacked").toString()));
  }

  private static void require(Optional<String> problem) throws IOException {
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
  }

  /** Runs a program; what went wrong in one line, or nothing. */
  private static Optional<String> run(Path folder, String... command) throws IOException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return Optional.of(command[0] + " took longer than " + MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
    if (process.exitValue() == 0) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    String last = lines.isEmpty() ? "no output" : lines.get(lines.size() - 1);
    return Optional.of(command[0] + " failed: " + last);
  }

  private static void delete(Path folder) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be deleted", e);
    }
  }

  private static IllegalArgumentException unavailable(String why, Exception cause) {
    return new IllegalArgumentException(
        "data: Fashion-MNIST cannot be fetched ("
            + why
            + "); install the Debian package "
            + PACKAGE
            + " or give a folder, ZIP or IDX file of images of your own",
        cause);
  }
}
