package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipstream.ingest.image.DecodedImage;
import dev.slipstream.ingest.image.ImageDecoder;
import dev.slipstream.ingest.image.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDataTest {

  private static final ImageDecoder DECODER =
      ImageDecoder.of(1 << 20, 1_000_000, Duration.ofSeconds(30));

  @TempDir Path folder;

  @Test
  void readsAFolderWhoseSubFoldersAreClasses() throws IOException {
    write("dog/b.png", image(8, 8));
    write("cat/a.PNG", image(8, 8));
    write("dog/notes.txt", "no image".getBytes(StandardCharsets.UTF_8));
    write(".cache/x.png", image(8, 8));
    write("__MACOSX/cat/a.png", image(8, 8));

    try (DataSet<ImageItem> set = ImageData.open(folder)) {
      assertThat(set.size()).isEqualTo(2);
      assertThat(set.labels()).containsExactly("cat", "dog");
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(ImageItem::id, i -> i.label().orElseThrow(), ImageItem::contentType)
          .containsExactly(
              tuple("cat/a.PNG", "cat", "image/png"), tuple("dog/b.png", "dog", "image/png"));
    }
  }

  @Test
  void aFlatFolderTellsNoClasses() throws IOException {
    write("a.png", image(8, 8));

    try (DataSet<ImageItem> set = ImageData.open(folder)) {
      assertThat(set.labels()).isEmpty();
      assertThat(set.items(Order.FILE, 0, 10).iterator().next().label()).isEmpty();
    }
  }

  @Test
  void readsAZipLikeTheFolderItHolds() throws IOException {
    Path zip = folder.resolve("set.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("b/2.png", "a/1.png", "readme.md", "a/")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.endsWith("png") ? image(8, 8) : new byte[0]);
      }
    }

    try (DataSet<ImageItem> set = ImageData.open(zip)) {
      assertThat(set.labels()).containsExactly("a", "b");
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(ImageItem::id)
          .containsExactly("a/1.png", "b/2.png");
      assertThat(set.items(Order.FILE, 0, 1).iterator().next().payload()).isEqualTo(image(8, 8));
    }
  }

  @Test
  void doesNotUnpackAZipBomb() throws IOException {
    Path zip = folder.resolve("bomb.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("bomb.png"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 40; i++) {
        out.write(zeros);
      }
      out.putNextEntry(new ZipEntry("good.png"));
      out.write(image(8, 8));
    }

    try (DataSet<ImageItem> set = ImageData.open(zip)) {
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(ImageItem::id)
          .containsExactly("good.png");
      assertThat(set.unreadable()).isEqualTo(1);
      assertThat(set.firstProblem()).isEqualTo("bomb.png: longer than 33554432 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void readsIdxFilesWithTheLabelsBeside(String ending) throws Exception {
    writeIdx("train", 5, ending);

    try (DataSet<ImageItem> set =
        ImageData.open(folder.resolve("train-images-idx3-ubyte" + ending))) {
      List<ImageItem> items = list(set.items(Order.FILE, 0, 10));
      assertThat(items).extracting(ImageItem::id).startsWith("train-000000", "train-000001");
      assertThat(items)
          .extracting(i -> i.label().orElseThrow())
          .containsExactly("0", "1", "2", "0", "1");
      DecodedImage pixels = items.get(3).decode(DECODER);
      assertThat(pixels.pixels()).hasSize(28 * 28).startsWith(3 * 784 % 251);
      DecodedImage png =
          DECODER.decode(
              items.get(3).payload(),
              DECODER.type(items.get(3).payload(), Optional.of("image/png")));
      assertThat(png.pixels()).isEqualTo(pixels.pixels());
      assertThat(png.channels()).isEqualTo(1);
      assertThat(ImageData.suggestedShape(set)).isEqualTo(new ImageShape(28, 28, 1));
    }
  }

  @Test
  void aFolderOfIdxFilesBringsItsOwnTestPart() throws IOException {
    writeIdx("train", 6, ".gz");
    writeIdx("t10k", 3, ".gz");

    try (DataSet<ImageItem> set = ImageData.open(folder)) {
      DataSet.Split<ImageItem> split = set.split();
      assertThat(split.train().size()).isEqualTo(6);
      assertThat(split.test().items(Order.FILE, 0, 1))
          .extracting(ImageItem::id)
          .containsExactly("t10k-000000");
    }
  }

  @Test
  void withoutTestPartAFifthOfTheNamesIsKeptOut() throws IOException {
    writeIdx("train", 2000, "");

    try (DataSet<ImageItem> set = ImageData.open(folder)) {
      DataSet.Split<ImageItem> split = set.split();
      assertThat(split.train().size() + split.test().size()).isEqualTo(2000);
      assertThat(split.test().size()).isBetween(330, 470);
      assertThat(split.test().items(Order.IID, 1, 2000))
          .allMatch(item -> DataSet.isHeldOut(item.id()));
    }
  }

  @Test
  void ordersAreStableAndWholePermutations() throws IOException {
    writeIdx("train", 100, "");

    try (DataSet<ImageItem> set = ImageData.open(folder)) {
      List<String> file = ids(set.items(Order.FILE, 0, 100));
      List<String> shuffled = ids(set.items(Order.IID, 7, 100));
      assertThat(shuffled)
          .isNotEqualTo(file)
          .containsExactlyInAnyOrderElementsOf(file)
          .isEqualTo(ids(set.items(Order.IID, 7, 100)))
          .isNotEqualTo(ids(set.items(Order.IID, 8, 100)));
      assertThat(set.items(Order.SORTED, 0, 100))
          .extracting(i -> i.label().orElseThrow())
          .isSorted();
      assertThat(ids(set.items(Order.IID, 7, 10))).isEqualTo(shuffled.subList(0, 10));
    }
  }

  @Test
  void suggestsTheSizeOfTheImages() throws IOException {
    write("a.png", image(32, 32));
    assertThat(suggestion()).isEqualTo(new ImageShape(32, 32, 3));

    write("b.png", image(300, 200));
    assertThat(suggestion()).isEqualTo(new ImageShape(64, 64, 3));
  }

  @Test
  void saysInOneLineWhatIsNoDataSet() throws IOException {
    Path text = folder.resolve("text.txt");
    Files.writeString(text, "no images");

    assertThatThrownBy(() -> ImageData.open(folder.resolve("nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data: must be a folder or ZIP with PNG, JPEG, GIF or BMP files, or an IDX file of"
                + " images, was missing: "
                + folder.resolve("nowhere"));
    assertThatThrownBy(() -> ImageData.open(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(", was " + text);
    assertThatThrownBy(() -> ImageData.open(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(", was without any: " + folder);
  }

  @Test
  void saysInOneLineWhatIsDamaged() throws IOException {
    writeIdx("train", 5, "");
    Path images = folder.resolve("train-images-idx3-ubyte");
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(whole, whole.length - 1));

    assertThatThrownBy(() -> ImageData.open(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("must hold 3920 bytes, was cut at 3919");
  }

  private ImageShape suggestion() {
    try (DataSet<ImageItem> set = ImageData.open(folder)) {
      return ImageData.suggestedShape(set);
    }
  }

  private void write(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static byte[] image(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  /** Images of 28x28 with value = position in the file modulo 251; classes 0, 1, 2 in turn. */
  private void writeIdx(String part, int count, String ending) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
    images.putInt(0x803).putInt(count).putInt(28).putInt(28);
    for (int i = 0; i < count * 784; i++) {
      images.put((byte) (i % 251));
    }
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 3));
    }
    writeMaybeZipped(part + "-images-idx3-ubyte" + ending, images.array());
    writeMaybeZipped(part + "-labels-idx1-ubyte" + ending, labels.array());
  }

  private void writeMaybeZipped(String name, byte[] bytes) throws IOException {
    OutputStream file = Files.newOutputStream(folder.resolve(name));
    try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      out.write(bytes);
    }
  }

  private static List<ImageItem> list(Iterable<ImageItem> items) {
    List<ImageItem> list = new ArrayList<>();
    items.forEach(list::add);
    return list;
  }

  private static List<String> ids(Iterable<ImageItem> items) {
    return list(items).stream().map(ImageItem::id).toList();
  }
}
