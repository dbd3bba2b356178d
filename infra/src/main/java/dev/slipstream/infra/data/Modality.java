package dev.slipstream.infra.data;

import dev.slipstream.ingest.audio.AudioType;
import dev.slipstream.ingest.image.ImageType;
import dev.slipstream.wire.Topics;
import java.util.Locale;
import java.util.Optional;

/** A kind of data that has a raw topic of its own. */
public enum Modality {
  TEXT,
  IMAGE,
  AUDIO;

  /** Where its raw events go. */
  public Topics.Topic topic() {
    return switch (this) {
      case TEXT -> Topics.RAW_TEXT;
      case IMAGE -> Topics.RAW_IMAGE;
      case AUDIO -> Topics.RAW_AUDIO;
    };
  }

  /** The media type of a file of this kind by its name's ending; empty for other files. */
  public Optional<String> mediaType(String name) {
    return switch (this) {
      case TEXT -> textType(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
      case IMAGE -> ImageType.ofFileName(name).map(ImageType::mediaType);
      case AUDIO -> AudioType.ofFileName(name).map(AudioType::mediaType);
    };
  }

  /** Whether a file is one of this kind by its name. */
  public boolean isFile(String name) {
    return mediaType(name).isPresent();
  }

  /** The name in lower case, as people write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Optional<String> textType(String ending) {
    return switch (ending) {
      case "txt", "text" -> Optional.of("text/plain");
      case "md", "markdown" -> Optional.of("text/markdown");
      default -> Optional.empty();
    };
  }
}
