package dev.slipstream.ingest;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A type of files, known by how they begin and by what producers call it. */
public interface FileType {

  /** First bytes a type is known by, at most. */
  int LONGEST_BEGINNING = 12;

  /** The media type in use, such as {@code image/png}. */
  String mediaType();

  /** Every media type in use, in lower case and without parameters. */
  Pattern names();

  /** The first bytes, one char each. */
  Pattern beginning();

  /** The type a file begins like. */
  static <T extends FileType> Optional<T> sniff(T[] types, byte[] file) {
    int length = Math.min(file.length, LONGEST_BEGINNING);
    String head = new String(file, 0, length, StandardCharsets.ISO_8859_1);
    return Arrays.stream(types).filter(t -> t.beginning().matcher(head).lookingAt()).findFirst();
  }

  /** The type of a {@code content-type} header's value; parameters and case do not matter. */
  static <T extends FileType> Optional<T> ofMediaType(T[] types, String contentType) {
    String essence = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(types).filter(t -> t.names().matcher(essence).matches()).findFirst();
  }

  /**
   * The type of a file by its first bytes, checked against what was declared.
   *
   * @param kind of the types, for people, such as {@code image}
   * @param known the types, for people
   * @param declared a {@code content-type}; see {@link Payload#said}
   * @throws RefusedException if the file is of no known type, or not of the type declared
   */
  static <T extends FileType> T of(
      T[] types, String kind, String known, byte[] file, Optional<String> declared)
      throws RefusedException {
    Optional<T> sniffed = sniff(types, file);
    Optional<String> said = Payload.said(declared);
    if (said.isPresent()) {
      T type =
          ofMediaType(types, said.get())
              .orElseThrow(
                  () ->
                      unknown(
                          "The content type "
                              + RefusedException.shown(said.get())
                              + " is not understood."));
      if (sniffed.isEmpty() || sniffed.get() != type) {
        throw new RefusedException(
            Reason.CONTENT_TYPE_MISMATCH,
            "The event declares %s but its bytes begin like %s."
                .formatted(
                    type.mediaType(),
                    sniffed.map(FileType::mediaType).orElse("no " + kind + " that is understood")));
      }
    }
    return sniffed.orElseThrow(
        () ->
            unknown("The bytes begin like no %s that is understood (%s).".formatted(kind, known)));
  }

  /** A refusal of a damaged file. */
  static RefusedException corrupt(FileType type, String what) {
    return new RefusedException(Reason.CORRUPT, "The " + type + " file " + what + ".");
  }

  /** A refusal of a valid file of a kind that is not decoded. */
  static RefusedException unsupported(FileType type, String what) {
    return new RefusedException(
        Reason.UNSUPPORTED_ENCODING, "The " + type + " file " + what + ", which is not decoded.");
  }

  private static RefusedException unknown(String detail) {
    return new RefusedException(Reason.UNKNOWN_CONTENT_TYPE, detail);
  }
}
