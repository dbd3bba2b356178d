package dev.slipstream.ingest.audio;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The sound files that are understood, known by how they begin. */
public enum AudioType {
  WAV("audio/wav", "audio/(x-|vnd\\.)?wave?|audio/x-pn-wav", "RIFF....WAVE"),
  AIFF("audio/aiff", "audio/(x-)?aif[fc]", "FORM....AIF[FC]"),
  FLAC("audio/flac", "audio/(x-)?flac", "fLaC"),
  OGG("audio/ogg", "(audio|application)/(x-)?ogg|audio/vorbis", "OggS"),
  MP3("audio/mpeg", "audio/(x-)?(mpeg|mp3|mpeg3|mpga)", "ID3|\\xff[\\xe2-\\xff]");

  private static final int LONGEST_BEGINNING = 12;

  private final String mediaType;
  private final String names; // every media type in use, as a pattern
  private final String beginning; // the first bytes, one char each, as a pattern

  AudioType(String mediaType, String names, String beginning) {
    this.mediaType = mediaType;
    this.names = names;
    this.beginning = beginning;
  }

  /** The media type in use, such as {@code audio/wav}. */
  public String mediaType() {
    return mediaType;
  }

  /** The type a file begins like. */
  public static Optional<AudioType> sniff(byte[] file) {
    int length = Math.min(file.length, LONGEST_BEGINNING);
    String head = new String(file, 0, length, StandardCharsets.ISO_8859_1);
    for (AudioType type : values()) {
      if (head.matches("(?s)(" + type.beginning + ").*")) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type of a {@code content-type} header's value; parameters and case do not matter. */
  public static Optional<AudioType> ofMediaType(String contentType) {
    String essence = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    for (AudioType type : values()) {
      if (essence.matches(type.names)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type of a file name's ending, in upper or lower case. */
  public static Optional<AudioType> ofFileName(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "wav", "wave" -> Optional.of(WAV);
      case "aif", "aiff", "aifc" -> Optional.of(AIFF);
      case "flac" -> Optional.of(FLAC);
      case "ogg", "oga" -> Optional.of(OGG);
      case "mp3" -> Optional.of(MP3);
      default -> Optional.empty();
    };
  }
}
