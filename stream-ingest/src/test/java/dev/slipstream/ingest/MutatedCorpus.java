package dev.slipstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.MessageLite;
import dev.slipstream.ingest.audio.AudioFixtures;
import dev.slipstream.ingest.image.ImageFixtures;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Damages good files of every modality in every way it knows and puts them through ingest. A
 * program of its own, so that its heap can be bounded: prints what became of them as {@code
 * name=value} lines.
 *
 * <p>Arguments: how many files, and the seed.
 */
final class MutatedCorpus {

  private static final long NOW = 1_770_000_000_000L;

  private final Random random;
  private final IngestConfig config;
  private final IngestCounters counters = new IngestCounters();

  private MutatedCorpus(long seed) {
    this.config = IngestConfig.from(IngestFixture.settings(Map.of()));
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) {
    new MutatedCorpus(Long.parseLong(arguments[1])).run(Integer.parseInt(arguments[0]));
  }

  private void run(int files) {
    Map<String, List<byte[]>> seeds = seeds();
    Map<String, EventProcessor> processors = new TreeMap<>();
    MockProcessorContext<byte[], MessageLite> context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(NOW);
    for (EventKind kind : EventKind.ALL) {
      EventReader reader = kind.reader().apply(config);
      var processor = new EventProcessor(config, counters, reader, "results", "dead-letters");
      processor.init(context);
      processors.put(kind.name(), processor);
    }
    List<String> names = List.copyOf(processors.keySet());
    List<byte[]> all = seeds.values().stream().flatMap(List::stream).toList();
    long slowest = 0;
    for (int i = 0; i < files; i++) {
      String name = names.get(i % names.size());
      byte[] file = mutate(pick(seeds.getOrDefault(name, all)), all);
      context.setRecordMetadata("raw." + name, 0, i);
      context.resetForwards();
      long begin = cpuNanos();
      processors.get(name).process(new Record<>(("item-" + i).getBytes(UTF_8), file, NOW));
      slowest = Math.max(slowest, cpuNanos() - begin);
      if (context.forwarded().size() != 1) {
        throw new IllegalStateException("file " + i + " gave " + context.forwarded().size());
      }
    }
    IngestCounters.Snapshot counts = counters.snapshot();
    System.out.println("accepted=" + counts.accepted());
    System.out.println("refused=" + counts.refusedInAll());
    System.out.println("reasons=" + counts.refused().size());
    System.out.println("slowestMillis=" + slowest / 1_000_000);
  }

  /** Time of this thread alone, so that a busy machine changes nothing. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private byte[] mutate(byte[] good, List<byte[]> others) {
    byte[] file = good.clone();
    switch (random.nextInt(8)) {
      case 0 -> flipBits(file);
      case 1 -> file = Arrays.copyOf(file, random.nextInt(file.length));
      case 2 -> copy(pick(others), 0, file, 0, 1 + random.nextInt(64)); // another one's beginning
      case 3 -> copy(noise(), 0, file, random.nextInt(file.length), 64);
      case 4 -> fill(file, (byte) 0xFF); // lengths and counts that are huge
      case 5 -> fill(file, (byte) 0);
      case 6 ->
          copy(file.clone(), random.nextInt(file.length), file, random.nextInt(file.length), 99);
      default -> file = spliced(file, pick(others));
    }
    if (random.nextInt(4) == 0) {
      flipBits(file);
    }
    return file;
  }

  private void flipBits(byte[] file) {
    for (int i = random.nextInt(8); i >= 0 && file.length > 0; i--) {
      // Mostly near the beginning, where files say how large they are.
      int most = random.nextBoolean() ? Math.min(64, file.length) : file.length;
      file[random.nextInt(most)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private void fill(byte[] file, byte value) {
    int from = random.nextInt(Math.min(200, file.length));
    Arrays.fill(file, from, Math.min(file.length, from + 1 + random.nextInt(8)), value);
  }

  private byte[] spliced(byte[] file, byte[] other) {
    int first = random.nextInt(file.length);
    byte[] whole = Arrays.copyOf(file, first + other.length);
    System.arraycopy(other, 0, whole, first, other.length);
    return whole;
  }

  private byte[] noise() {
    byte[] noise = new byte[64];
    random.nextBytes(noise);
    return noise;
  }

  private static void copy(byte[] from, int at, byte[] to, int start, int most) {
    int length = Math.min(most, Math.min(from.length - at, to.length - start));
    System.arraycopy(from, at, to, start, length);
  }

  private byte[] pick(List<byte[]> files) {
    return files.get(random.nextInt(files.size()));
  }

  private static Map<String, List<byte[]>> seeds() {
    Map<String, List<byte[]>> seeds = new TreeMap<>();
    seeds.put("image", images());
    seeds.put("text", texts());
    seeds.put("audio", sounds());
    seeds.put("interaction", interactions());
    return seeds;
  }

  private static List<byte[]> images() {
    BufferedImage colour = ImageFixtures.noise(23, 17, BufferedImage.TYPE_INT_RGB, 1);
    byte[] png = ImageFixtures.encode(colour, "png");
    return List.of(
        png,
        ImageFixtures.withChunk(png, "zTXt", bomb()),
        ImageFixtures.pngClaiming(30_000, 30_000),
        ImageFixtures.encode(ImageFixtures.noise(9, 7, BufferedImage.TYPE_INT_ARGB, 2), "png"),
        ImageFixtures.encode(ImageFixtures.palette(), "png"),
        ImageFixtures.encode(ImageFixtures.deep(3), "png"),
        // Two megapixels in some kilobytes.
        ImageFixtures.encode(new BufferedImage(1500, 1400, BufferedImage.TYPE_BYTE_GRAY), "png"),
        ImageFixtures.encode(colour, "jpeg"),
        ImageFixtures.withExif(
            ImageFixtures.progressiveJpeg(colour), ImageFixtures.exif(6, ByteOrder.LITTLE_ENDIAN)),
        ImageFixtures.encode(ImageFixtures.ramp(40, 30), "gif"),
        ImageFixtures.encode(ImageFixtures.palette(), "bmp"),
        ImageFixtures.encode(colour, "bmp"));
  }

  private static List<byte[]> interactions() {
    return Stream.of(
            "{\"item\":\"a\"}",
            "{\"id\":\"e1\",\"user\":\"u\",\"item\":7,\"time\":\"2026-01-01T00:00:00Z\",\"weight\":0.5,"
                + "\"context\":{\"device\":\"phone\",\"genres\":[\"Ü\",\"\\u00e4\",true,1e3]},"
                + "\"feedback\":\"refused\",\"dwell_millis\":12}",
            "{\"item\":\"a\",\"context\":{\"deep\":" + "[".repeat(9000) + "]".repeat(9000) + "}}",
            "{\"item\":\"a\",\"context\":{\"many\":[1" + ",1".repeat(30_000) + "]}}",
            "{\"item\":\"a\",\"context\":{\"large\":1" + "0".repeat(60_000) + "}}")
        .map(json -> json.getBytes(UTF_8))
        .toList();
  }

  /** Text that is a thousand times as long once it is unpacked. */
  private static byte[] bomb() {
    Deflater deflater = new Deflater();
    deflater.setInput(new byte[1 << 20]);
    deflater.finish();
    byte[] packed = new byte[1 << 12];
    int length = deflater.deflate(packed, 2, packed.length - 2);
    deflater.end();
    return Arrays.copyOf(packed, length + 2);
  }

  private static List<byte[]> sounds() {
    List<byte[]> files =
        new ArrayList<>(AudioFixtures.FILES.stream().map(AudioFixtures::file).toList());
    files.add(AudioFixtures.wav(8000, AudioFixtures.sine(440, 0.5, 8000, 4000)));
    files.add(AudioFixtures.wav(3, 2, 44_100, 32, new byte[8000]));
    files.add(AudioFixtures.wav(1, 1, 1000, 8, new byte[61_000])); // a minute and a second
    files.add(AudioFixtures.aiff(2000));
    return files;
  }

  private static List<byte[]> texts() {
    return List.of(
        "The quick brown fox jumps over the lazy dog. 42 times!".getBytes(UTF_8),
        "Über den Wolken — ﬁn de siècle, Ⅷ, ½ ".repeat(40).getBytes(UTF_8),
        "春眠不覚暁 処処聞啼鳥 ภาษาไทยไม่มีช่องว่าง".getBytes(UTF_8),
        "👩‍👩‍👧‍👦🇩🇪🏳️‍🌈 שָׁלוֹם עוֹלָם مرحبا".getBytes(UTF_8),
        ("e" + "\u0301\u0323".repeat(120)).repeat(20).getBytes(UTF_8),
        "ﷺ".repeat(20_000).getBytes(UTF_8), // each becomes eighteen letters
        "a".repeat(200_000).getBytes(UTF_8));
  }
}
