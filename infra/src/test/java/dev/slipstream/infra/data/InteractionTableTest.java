package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InteractionTableTest {

  @TempDir Path directory;

  @Test
  void readsRowsByTimeAndThoseOfOneTimeAsInTheFile() throws IOException {
    Path file =
        write("visits.csv", "who,what,at,place", "ann,a,20,home", "bob,b,10,", "cy,c,20,\"x, y\"");

    List<Interaction> read = InteractionTable.read(file, columns(Optional.of("at"), "place"));

    assertThat(read).extracting(Interaction::item).containsExactly("b", "a", "c");
    assertThat(read).extracting(Interaction::timeMillis).containsExactly(10_000L, 20_000L, 20_000L);
    assertThat(read)
        .extracting(Interaction::context)
        .containsExactly(
            Map.of(), Map.of("place", List.of("home")), Map.of("place", List.of("x, y")));
    assertThat(read)
        .extracting(Interaction::id)
        .containsExactly("visits-000002", "visits-000001", "visits-000003");
  }

  @Test
  void aContextValueMayBeSeveral() throws IOException {
    Path file = write("v.csv", "who,what,my tags", "ann,a,red | blue|", "bob,b,|");

    assertThat(InteractionTable.read(file, columns(Optional.empty(), "my tags")))
        .extracting(Interaction::context)
        .containsExactly(Map.of("my_tags", List.of("red", "blue")), Map.of());
  }

  @Test
  void withoutATimeRowsStayAsTheyAre() throws IOException {
    Path file = write("visits.tsv", "who\twhat", "ann\t9", "bob\t1");

    List<Interaction> read = InteractionTable.read(file, columns(Optional.empty()));

    assertThat(read).extracting(Interaction::item).containsExactly("9", "1");
    assertThat(read).allMatch(i -> i.timeMillis() == 0 && i.feedback() == Feedback.TAKEN);
  }

  @Test
  void conditionsSayWhatWasTakenAndRefused() throws IOException {
    Path file = write("r.csv", "who,what,stars", "a,x,5", "a,y,3", "a,z,1");
    InteractionColumns columns =
        new InteractionColumns(
            "who",
            "2",
            Optional.empty(),
            List.of(),
            Optional.of(RowCondition.parse("--positive", "stars>=4")),
            Optional.of(RowCondition.parse("--negative", "3<=2")));

    assertThat(InteractionTable.read(file, columns))
        .extracting(Interaction::feedback)
        .containsExactly(Feedback.TAKEN, Feedback.SEEN, Feedback.REFUSED);
  }

  @Test
  void aMissingColumnIsNamedWithThoseThereAre() throws IOException {
    Path file = write("r.csv", "user,what", "a,x");

    assertThatThrownBy(() -> InteractionTable.read(file, columns(Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--user: must be a column of r.csv, by name (user, what) or by number (from 1),"
                + " was who");
  }

  @Test
  void aBadRowIsNamedByItsNumber() throws IOException {
    Path time = write("t.csv", "who,what,at", "a,x,5", "a,y,noon");
    Path item = write("i.csv", "who,what", "a, ");
    Path few = write("f.csv", "who,what", "a,x", "a");

    assertThatThrownBy(() -> InteractionTable.read(time, columns(Optional.of("at"))))
        .hasMessage(
            "data: every row must be usable, row 2 of t.csv has a time that is neither Unix"
                + " seconds or milliseconds nor ISO 8601: noon");
    assertThatThrownBy(() -> InteractionTable.read(item, columns(Optional.empty())))
        .hasMessage("data: every row must be usable, row 1 of i.csv has no item in column what");
    assertThatThrownBy(() -> InteractionTable.read(few, columns(Optional.empty())))
        .hasMessage("data: every row must be usable, row 2 of f.csv has no column what");
  }

  @Test
  void whatIsNoTableIsSaid() throws IOException {
    Path none = directory.resolve("none.csv");
    Path text = write("notes.txt", "hello");
    Path empty = write("empty.csv");

    assertThatThrownBy(() -> InteractionTable.read(none, columns(Optional.empty())))
        .hasMessage("data: must be a CSV, TSV or JSONL file, was " + none);
    assertThatThrownBy(() -> InteractionTable.read(text, columns(Optional.empty())))
        .hasMessage("data: must be a CSV, TSV or JSONL file, was " + text);
    assertThatThrownBy(() -> InteractionTable.read(empty, columns(Optional.empty())))
        .hasMessage("data: must hold rows, was empty: empty.csv");
  }

  @Test
  void itemTextsAreAllColumnsButTheIdOrThoseAskedFor() throws IOException {
    Path file = write("items.tsv", "title\twhat\tyear", "Jaws\t7\t1975", "Up\t8\t");

    assertThat(ItemTexts.read(file, "what", List.of()))
        .containsExactly(Map.entry("7", "Jaws\n1975"), Map.entry("8", "Up"));
    assertThat(ItemTexts.read(file, "what", List.of("year")))
        .containsExactly(Map.entry("7", "1975"), Map.entry("8", ""));
  }

  @Test
  void anItemThatIsThereTwiceIsAnError() throws IOException {
    Path file = write("items.csv", "what,title", "7,Jaws", "7,Up");

    assertThatThrownBy(() -> ItemTexts.read(file, "what", List.of()))
        .hasMessage(
            "data: every row must be usable, row 2 of items.csv has an item that an earlier one"
                + " has: 7");
  }

  private static InteractionColumns columns(Optional<String> time, String... context) {
    return new InteractionColumns(
        "who", "what", time, List.of(context), Optional.empty(), Optional.empty());
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines));
  }
}
