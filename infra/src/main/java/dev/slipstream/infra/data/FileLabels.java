package dev.slipstream.infra.data;

import dev.slipstream.infra.data.ItemSource.Entry;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tells the class of a file: the folder it lies in, or a pattern that its name is searched
 * for.
 */
public final class FileLabels {

  private static final FileLabels BY_FOLDER = new FileLabels(Optional.empty());

  private final Optional<Pattern> pattern;

  private FileLabels(Optional<Pattern> pattern) {
    this.pattern = pattern;
  }

  /** The name of a file's folder is its class; files at the top have none. */
  public static FileLabels byFolder() {
    return BY_FOLDER;
  }

  /**
   * The pattern's first group, where it is found in a file's name, folders left off, is its class;
   * other files have none.
   *
   * @throws IllegalArgumentException if the pattern has no group
   */
  public static FileLabels byName(Pattern pattern) {
    if (pattern.matcher("").groupCount() < 1) {
      throw new IllegalArgumentException(
          "label pattern: must have a group in parentheses, the class, was " + pattern);
    }
    return new FileLabels(Optional.of(pattern));
  }

  /** The listing's entry of a file. */
  Entry entry(String path) {
    String[] parts = path.split("/", -1);
    if (pattern.isEmpty()) {
      return new Entry(
          path, parts.length < 2 ? Optional.empty() : Optional.of(parts[parts.length - 2]));
    }
    Matcher name = pattern.get().matcher(parts[parts.length - 1]);
    return new Entry(path, name.find() ? Optional.ofNullable(name.group(1)) : Optional.empty());
  }
}
