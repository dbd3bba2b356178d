package dev.slipstream.ingest.audio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Sound files: WAV and AIFF are made, the others were made once by other programs. */
public final class AudioFixtures {

  /** Half a second (24-bit: 0.1 s) at half of full scale: 1 kHz, in a right channel 2.5 kHz. */
  public static final List<String> FILES =
      List.of(
          "mono-16k.flac",
          "stereo-44k-24bit.flac",
          "mono-16k.ogg",
          "stereo-44k.ogg",
          "mono-16k.mp3",
          "mono-8k.mp3",
          "stereo-44k.mp3");

  private AudioFixtures() {}

  public static byte[] file(String name) {
    try (InputStream in = AudioFixtures.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sine of this amplitude. */
  public static float[] sine(double hertz, double amplitude, int rate, int samples) {
    float[] out = new float[samples];
    for (int i = 0; i < samples; i++) {
      out[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return out;
  }

  /** A 16-bit WAV file of one channel. */
  public static byte[] wav(int rate, float... samples) {
    ByteBuffer data = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      data.putShort((short) Math.round(sample * 32_767));
    }
    return wav(1, 1, rate, 16, data.array());
  }

  /** A 16-bit AIFF file of one channel at 22,050 Hz, of silence. */
  public static byte[] aiff(int samples) {
    return written(
        format(Encoding.PCM_SIGNED, 22_050, 16, 1, true),
        new byte[2 * samples],
        AudioFileFormat.Type.AIFF);
  }

  /** A WAV file with these samples as they are. */
  public static byte[] wav(int tag, int channels, int rate, int bits, byte[] data) {
    int frame = channels * ((bits + 7) / 8);
    ByteBuffer out = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(36 + data.length)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16);
    out.putShort((short) tag).putShort((short) channels).putInt(rate).putInt(rate * frame);
    out.putShort((short) frame).putShort((short) bits);
    return out.put("data".getBytes(StandardCharsets.US_ASCII))
        .putInt(data.length)
        .put(data)
        .array();
  }

  /** The format of samples of these bits. */
  static AudioFormat format(
      Encoding encoding, int rate, int bits, int channels, boolean bigEndian) {
    int frame = channels * bits / 8;
    return new AudioFormat(encoding, rate, bits, channels, frame, rate, bigEndian);
  }

  /** As the JDK writes a file of these samples. */
  static byte[] written(AudioFormat format, byte[] data, AudioFileFormat.Type type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      AudioSystem.write(stream(format, data), type, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** As the JDK reads these samples: the mean of the channels of each frame. */
  static float[] meansByJdk(AudioFormat format, byte[] data) {
    AudioInputStream in = stream(format, data);
    if (format.getEncoding().equals(Encoding.ULAW) || format.getEncoding().equals(Encoding.ALAW)) {
      in = AudioSystem.getAudioInputStream(Encoding.PCM_SIGNED, in);
    }
    int channels = format.getChannels();
    AudioFormat floats =
        format(Encoding.PCM_FLOAT, (int) format.getSampleRate(), 32, channels, true);
    try (AudioInputStream decoded = AudioSystem.getAudioInputStream(floats, in)) {
      ByteBuffer bytes = ByteBuffer.wrap(decoded.readAllBytes());
      float[] means = new float[bytes.capacity() / 4 / channels];
      for (int i = 0; i < means.length; i++) {
        for (int c = 0; c < channels; c++) {
          means[i] += bytes.getFloat() / channels;
        }
      }
      return means;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] head(byte[] file, int length) {
    return Arrays.copyOf(file, length);
  }

  private static AudioInputStream stream(AudioFormat format, byte[] data) {
    return new AudioInputStream(
        new ByteArrayInputStream(data), format, data.length / format.getFrameSize());
  }
}
