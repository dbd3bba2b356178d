package dev.slipstream.ingest.image;

import dev.slipstream.ingest.FileType;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The image files that are understood, known by how they begin. */
public enum ImageType implements FileType {
  PNG("image/png", "image/(x-)?png", "\\x89PNG\\r\\n\\x1a\\n"),
  JPEG("image/jpeg", "image/(p?jpeg|jpg)", "\\xff\\xd8\\xff"),
  GIF("image/gif", "image/gif", "GIF8[79]a"),
  BMP("image/bmp", "image/(x-|x-ms-)?bmp", "BM");

  private final String mediaType;
  private final Pattern names;
  private final Pattern beginning;

  ImageType(String mediaType, String names, String beginning) {
    this.mediaType = mediaType;
    this.names = Pattern.compile(names);
    this.beginning = Pattern.compile(beginning, Pattern.DOTALL);
  }

  @Override
  public String mediaType() {
    return mediaType;
  }

  @Override
  public Pattern names() {
    return names;
  }

  @Override
  public Pattern beginning() {
    return beginning;
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
