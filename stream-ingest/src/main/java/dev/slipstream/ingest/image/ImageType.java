package dev.slipstream.ingest.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The image files that are understood, known by how they begin. */
public enum ImageType {
  PNG("image/png", "image/(x-)?png", "\\x89PNG\\r\\n\\x1a\\n"),
  JPEG("image/jpeg", "image/(p?jpeg|jpg)", "\\xff\\xd8\\xff"),
  GIF("image/gif", "image/gif", "GIF8[79]a"),
  BMP("image/bmp", "image/(x-|x-ms-)?bmp", "BM");

  private static final int LONGEST_BEGINNING = 8;

  private final String mediaType;
  private final String names; // every media type in use, as a pattern
  private final String beginning; // the first bytes, one char each, as a pattern

  ImageType(String mediaType, String names, String beginning) {
    this.mediaType = mediaType;
    this.names = names;
    this.beginning = beginning;
  }

  /** The registered media type, such as {@code image/png}. */
  public String mediaType() {
    return mediaType;
  }

  /** The type a file begins like. */
  public static Optional<ImageType> sniff(byte[] file) {
    int length = Math.min(file.length, LONGEST_BEGINNING);
    String head = new String(file, 0, length, StandardCharsets.ISO_8859_1);
    for (ImageType type : values()) {
      if (head.matches("(?s)" + type.beginning + ".*")) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type of a {@code content-type} header's value; parameters and case do not matter. */
  public static Optional<ImageType> ofMediaType(String contentType) {
    String essence = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (ImageType type : values()) {
      if (essence.matches(type.names)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type of a file name's ending, in upper or lower case. */
  public static Optional<ImageType> ofFileName(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "png" -> Optional.of(PNG);
      case "jpg", "jpeg", "jpe" -> Optional.of(JPEG);
      case "gif" -> Optional.of(GIF);
      case "bmp", "dib" -> Optional.of(BMP);
      default -> Optional.empty();
    };
  }
}
