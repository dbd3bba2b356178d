package dev.slipstream.infra.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairDataTest {

  private static final Map<String, String> FILES =
      Map.of(
          "table.tsv", "id\tfile\tname\nA\tpng/a.png\ta face\nB\tpng/none.png\tb\nC\tc.wav\tc\n",
          "png/a.png", "the image a");

  @TempDir Path folder;

  @Test
  void aRowIsATextAndTheFileItNamesWhereverTheTableLies() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files/png")).getParent();
    Path zip = folder.resolve("files.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (var file : FILES.entrySet()) {
        Files.writeString(files.resolve(file.getKey()), file.getValue());
        out.putNextEntry(new ZipEntry("inside/" + file.getKey()));
        out.write(file.getValue().getBytes(UTF_8));
      }
    }

    for (Path path : List.of(files, zip, files.resolve("table.tsv"))) {
      try (DataSet<PairItem> set = PairData.open(path, columns("name", "file"))) {
        List<PairItem> pairs = list(set);
        assertThat(pairs).extracting(PairItem::id).containsExactly("A");
        assertThat(pairs.get(0).parts())
            .extracting(
                Item::id, Item::modality, Item::contentType, i -> new String(i.payload(), UTF_8))
            .containsExactly(
                tuple("A", Modality.TEXT, "text/plain", "a face"),
                tuple("A", Modality.IMAGE, "image/png", "the image a"));
        assertThat(set.unreadable()).isEqualTo(2);
        assertThat(set.firstProblem()).startsWith("B: ").contains("png/none.png");
      }
    }
  }

  @Test
  void aTableMayNotReachOutOfItsFolder() throws IOException {
    Path files = Files.createDirectory(folder.resolve("files"));
    Files.writeString(folder.resolve("secret.png"), "secret");
    Files.writeString(files.resolve("table.csv"), "text,image\na,../secret.png\n");

    try (DataSet<PairItem> set = PairData.open(files, Columns.guessed())) {
      assertThat(list(set)).isEmpty();
      assertThat(set.firstProblem()).isEqualTo("table-000000: not in the folder: ../secret.png");
    }
  }

  @Test
  void whatIsAlmostTheSameIsKeptOutTogether() throws IOException {
    StringBuilder rows = new StringBuilder("id,text,image,drawing\n");
    for (int i = 0; i < 300; i++) {
      rows.append("%d,hand %d: shade %d,h.png,d%d\n".formatted(i, i / 3, i % 3, i / 5));
    }
    Path table = Files.writeString(folder.resolve("hands.csv"), rows);
    Files.writeString(folder.resolve("h.png"), "a hand");

    for (var groups : Map.of("", 1, "([^:]+)", 3).entrySet()) {
      Optional<Pattern> pattern =
          Optional.of(groups.getKey()).filter(p -> !p.isEmpty()).map(Pattern::compile);
      assertHeldOutBy(groups.getValue(), table, new RowGroups(Optional.empty(), pattern));
    }
    assertHeldOutBy(5, table, new RowGroups(Optional.of("drawing"), Optional.empty()));
    assertHeldOutBy(
        3, table, new RowGroups(Optional.of("2"), Optional.of(Pattern.compile("(hand [0-9]+)"))));
    assertThatThrownBy(
            () -> new RowGroups(Optional.empty(), Optional.of(Pattern.compile("hand [0-9]+"))))
        .hasMessage(
            "group pattern: must have a group in parentheses, what rows share, was hand [0-9]+");
  }

  /** Items of {@code size} rows after each other lie on one side. */
  private static void assertHeldOutBy(int size, Path table, RowGroups groups) {
    try (DataSet<PairItem> set = PairData.open(table, Columns.guessed().grouped(groups))) {
      DataSet.Split<PairItem> split = set.split(0.15);
      Set<Integer> test = drawings(split.test(), size);
      assertThat(split.test().size()).isBetween(45, 45 + size - 1);
      assertThat(split.train().size()).isEqualTo(300 - split.test().size());
      assertThat(drawings(split.train(), size)).isNotEmpty().doesNotContainAnyElementsOf(test);
    }
  }

  private static Set<Integer> drawings(DataSet<PairItem> part, int size) {
    Set<Integer> drawings = new HashSet<>();
    part.items(Order.FILE, 0, 300).forEach(p -> drawings.add(Integer.parseInt(p.id()) / size));
    return drawings;
  }

  @Test
  void oneModalityIsNoPair() throws IOException {
    Path table = folder.resolve("table.csv");
    Files.writeString(table, "text,picture\na,a.png\n");

    assertThatThrownBy(() -> PairData.open(table, Columns.guessed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "pairs: must have two or more of --text-column, --image-column.* among the columns of"
                + " table.csv \\(text, picture\\), was 1");
    assertThatThrownBy(() -> PairData.open(table, columns("text", "image")))
        .hasMessage(
            "--image-column: must be a column of table.csv, by name (text, picture) or by number"
                + " (from 1), was image");
  }

  @Test
  void severalTablesAreOneTooMany() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "text,image\n");
    Files.writeString(folder.resolve("b.tsv"), "text\timage\n");

    assertThatThrownBy(() -> PairData.open(folder, Columns.guessed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data: must hold one TSV, CSV or JSONL file, was a.csv, b.tsv: " + folder);
  }

  private static List<PairItem> list(DataSet<PairItem> set) {
    List<PairItem> pairs = new ArrayList<>();
    set.items(Order.FILE, 0, 10).forEach(pairs::add);
    return pairs;
  }

  private static Columns columns(String text, String image) {
    return new Columns(
        Optional.empty(),
        List.of(text),
        Optional.empty(),
        Optional.empty(),
        Map.of(Modality.IMAGE, image),
        true,
        RowGroups.BY_TEXT);
  }
}
