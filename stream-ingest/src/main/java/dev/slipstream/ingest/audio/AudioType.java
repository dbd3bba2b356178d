package dev.slipstream.ingest.audio;

import dev.slipstream.ingest.FileType;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The sound files that are understood, known by how they begin. */
public enum AudioType implements FileType {
  WAV("audio/wav", "audio/(x-|vnd\\.)?wave?|audio/x-pn-wav", "RIFF....WAVE"),
  AIFF("audio/aiff", "audio/(x-)?aif[fc]", "FORM....AIF[FC]"),
  FLAC("audio/flac", "audio/(x-)?flac", "fLaC"),
  OGG("audio/ogg", "(audio|application)/(x-)?ogg|audio/vorbis", "OggS"),
  MP3("audio/mpeg", "audio/(x-)?(mpeg|mp3|mpeg3|mpga)", "ID3|\\xff[\\xe2-\\xff]");

  private final String mediaType;
  private final Pattern names;
  private final Pattern beginning;

  AudioType(String mediaType, String names, String beginning) {
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
