package dev.slipstream.infra.bench;

import dev.slipstream.infra.data.Modality;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Generated raw events: texts as long as news headlines with a sentence, small JPEGs, short WAVs.
 */
final class RawPayloads {

  private static final int DISTINCT = 500;
  private static final int VOCABULARY = 20_000;
  private static final int WORDS = 40;
  private static final int SIDE = 32;
  private static final int RATE = 16_000;

  private RawPayloads() {}

  /** Distinct payloads of a modality; the same in every run. */
  static List<byte[]> of(Modality modality) {
    Random random = new Random(0);
    List<byte[]> payloads = new ArrayList<>(DISTINCT);
    for (int i = 0; i < DISTINCT; i++) {
      payloads.add(
          switch (modality) {
            case TEXT -> text(random);
            case IMAGE -> jpeg(random);
            case AUDIO -> wav(random);
          });
    }
    return payloads;
  }

  /** The media type of those payloads. */
  static String contentType(Modality modality) {
    return switch (modality) {
      case TEXT -> "text/plain";
      case IMAGE -> "image/jpeg";
      case AUDIO -> "audio/wav";
    };
  }

  /** 40 words of 2 to 9 letters, common ones more often. */
  private static byte[] text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      double rank = random.nextDouble();
      Random letters = new Random((long) (VOCABULARY * rank * rank * rank));
      int length = 2 + letters.nextInt(8);
      for (int j = 0; j < length; j++) {
        text.append((char) ('a' + letters.nextInt(26)));
      }
      text.append(i % 12 == 11 ? ". " : " ");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** 32 x 32 pixels of coloured waves with noise. */
  private static byte[] jpeg(Random random) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    double wave = 0.1 + random.nextDouble();
    for (int p = 0; p < SIDE * SIDE; p++) {
      int row = p / SIDE;
      double along = Math.sin(wave * (p % SIDE) + row);
      int level = (int) (128 + 100 * along) + random.nextInt(20);
      image.setRGB(p % SIDE, row, level << 16 | (255 - level) << 8 | level / 2);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("image: cannot be encoded", e);
    }
    return bytes.toByteArray();
  }

  /** One second of a tone with noise: 16 kHz, one channel, 16 bits. */
  private static byte[] wav(Random random) {
    int data = 2 * RATE;
    ByteBuffer wav = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data);
    double step = 2 * Math.PI * (100 + random.nextInt(2_000)) / RATE;
    for (int i = 0; i < RATE; i++) {
      wav.putShort((short) (12_000 * Math.sin(step * i) + 500 * random.nextGaussian()));
    }
    return wav.array();
  }
}
