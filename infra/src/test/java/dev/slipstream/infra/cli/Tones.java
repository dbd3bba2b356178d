package dev.slipstream.infra.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Sounds made here. */
final class Tones {

  private static final float RATE = 8000;

  private Tones() {}

  /** A WAV file with a tone that glides over three octaves in 0.3 to 0.5 s. */
  static byte[] wav(boolean rising, double pitch, Random random) throws IOException {
    int samples = (int) (RATE * (0.3 + 0.2 * random.nextDouble()));
    byte[] pcm = new byte[2 * samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      double height = rising ? (double) i / samples : 1 - (double) i / samples;
      phase += 2 * Math.PI * 400 * pitch * Math.pow(8, height) / RATE;
      int value = (int) (8000 * Math.sin(phase) + 200 * random.nextGaussian());
      pcm[2 * i] = (byte) value;
      pcm[2 * i + 1] = (byte) (value >> 8);
    }
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(pcm), format, samples),
        AudioFileFormat.Type.WAVE,
        file);
    return file.toByteArray();
  }
}
