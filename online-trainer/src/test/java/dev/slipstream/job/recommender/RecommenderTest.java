package dev.slipstream.job.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.JobFixtures;
import dev.slipstream.job.learner.LearnerOperator;
import dev.slipstream.job.publication.VersionFiles;
import dev.slipstream.job.settings.JobSettings;
import dev.slipstream.wire.ContextField;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Interaction;
import dev.slipstream.wire.Interaction.Feedback;
import dev.slipstream.wire.Origin;
import dev.slipstream.wire.Progress;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.RankingAhead;
import dev.slipstream.wire.RecommendEvent;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import dev.slipstream.wire.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recommender as its operator drives it, in a world where each user takes one flavour. */
class RecommenderTest {

  private static final int ITEMS = 40;
  private static final int FLAVOURS = 4;

  @TempDir private Path directory;

  @Test
  void bothTowersArePublishedAndReadBack() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, events(200));

      List<EncoderAnnouncement> versions = harness.extractOutputValues();
      assertThat(versions)
          .extracting(version -> version.getEncoder() + " " + version.getVersion())
          .startsWith(
              "recommend.context 0",
              "recommend.content 0",
              "recommend.context 4",
              "recommend.content 4");
      EncoderFile.Contents tower = VersionFiles.read(versions.get(3));
      assertThat(tower.encoder()).isEqualTo("recommend.content");
      assertThat(tower.embeddingSize()).isEqualTo(8);
      assertThat(versions.get(2).getLearnerSha256()).isEqualTo(versions.get(3).getLearnerSha256());
    }
  }

  @Test
  void itIsTestedBeforeItLearnsAndGetsBetter() throws Exception {
    try (var harness = start(directory, null)) {
      feed(harness, events(1200));
      harness.setProcessingTime(10_000);

      List<Progress> told = progress(harness);
      Progress first = told.get(0);
      Progress last = told.get(told.size() - 1);
      assertThat(first.getRankingsList())
          .extracting(Ranking::getArm)
          .containsExactly("learner", "learner", "published", "published");
      assertThat(first.getRankings(0).getCandidates()).isEqualTo(21);
      assertThat(first.getRankings(1).getCandidates()).isZero();
      assertThat(first.getPublishedVersion()).isZero();
      assertThat(last.getPublishedVersion()).isPositive();
      assertThat(last.getRankings(0).getTests()).isLessThan(100); // since that version
      assertThat(meanReciprocalRank(told.subList(told.size() - 8, told.size())))
          .isGreaterThan(1.3 * first.getRankings(0).getMrr().getMean());
    }
  }

  @Test
  void aRestoredRecommenderGoesOnBitByBit() throws Exception {
    List<RecommendEvent> events = events(300);
    List<EncoderAnnouncement> unbroken;
    try (var harness = start(directory.resolve("a"), null)) {
      feed(harness, events);
      unbroken = harness.extractOutputValues();
    }

    List<EncoderAnnouncement> versions = new ArrayList<>();
    OperatorSubtaskState checkpoint;
    try (var harness = start(directory.resolve("b"), null)) {
      feed(harness, events.subList(0, 213)); // in the midst of a batch
      checkpoint = harness.snapshot(1, 1);
      versions.addAll(harness.extractOutputValues());
      feed(harness, events.subList(213, 240)); // lost with the task
    }
    try (var harness = start(directory.resolve("b"), checkpoint)) {
      feed(harness, events.subList(213, events.size()));
      versions.addAll(harness.extractOutputValues());
    }

    assertThat(versions)
        .extracting(
            EncoderAnnouncement::getVersion,
            EncoderAnnouncement::getSha256,
            EncoderAnnouncement::getLearnerSha256)
        .isEqualTo(
            unbroken.stream()
                .map(v -> tuple(v.getVersion(), v.getSha256(), v.getLearnerSha256()))
                .toList());
  }

  @Test
  void versionsAndAChallengerAreTestedBesideItAlsoAfterARestore() throws Exception {
    List<RecommendEvent> events = events(500);
    Map<String, String> more = Map.of("recommend.challenger", "loss=n-pairs;learner.seed=7");
    Progress unbroken;
    try (var harness = start(directory.resolve("a"), null, more)) {
      feed(harness, events);
      unbroken = last(harness);
    }
    OperatorSubtaskState checkpoint;
    try (var harness = start(directory.resolve("b"), null, more)) {
      feed(harness, events.subList(0, 333));
      checkpoint = harness.snapshot(1, 1);
    }
    Progress restored;
    try (var harness = start(directory.resolve("b"), checkpoint, more)) {
      feed(harness, events.subList(333, events.size()));
      restored = last(harness);
    }

    assertThat(unbroken.getRankingsList())
        .extracting(Ranking::getArm)
        .contains("learner", "published", "previous", "challenger");
    Ranking learner = unbroken.getRankings(0);
    assertThat(learner.getAheadList())
        .extracting(RankingAhead::getOf)
        .containsExactly("published", "previous", "challenger");
    Ranking published =
        unbroken.getRankingsList().stream()
            .filter(told -> told.getArm().equals("published"))
            .findFirst()
            .orElseThrow();
    assertThat(published.getVersion()).isEqualTo(unbroken.getPublishedVersion());
    assertThat(published.getAhead(0).getOf()).isEqualTo("previous");
    assertThat(unbroken.getPublication().getHeld()).as("of a healthy run").isZero();
    assertThat(unbroken.getPublication().getAnchors(1).getAnchors()).isEqualTo(ITEMS);
    assertThat(restored.getRankingsList()).isEqualTo(unbroken.getRankingsList());
    assertThat(restored.getPublication()).isEqualTo(unbroken.getPublication());
  }

  @Test
  void aChallengerOfOtherSettingsBeginsAnew() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var harness = start(directory, null, Map.of("recommend.challenger", "loss=n-pairs"))) {
      feed(harness, events(60));
      checkpoint = harness.snapshot(1, 1);
    }

    try (var harness = start(directory, checkpoint, Map.of("recommend.challenger", "loss=bpr"))) {
      feed(harness, events(90).subList(ITEMS + 60, ITEMS + 90));

      List<Ranking> told = last(harness).getRankingsList();
      assertThat(told.get(told.size() - 1).getArm()).isEqualTo("challenger");
      assertThat(told.get(told.size() - 1).getTests()).isLessThan(told.get(0).getTests());
    }
  }

  private static Progress last(
      OneInputStreamOperatorTestHarness<RecommendEvent, EncoderAnnouncement> harness)
      throws Exception {
    harness.setProcessingTime(1_500); // before an idle version
    List<Progress> told = progress(harness);
    return told.get(told.size() - 1);
  }

  @Test
  void whatItCannotReadIsPassedOverAndFieldsItDoesNotKnowAreLeftOut() throws Exception {
    try (Closer recommender =
        new Closer(new Recommender(settings(directory).settings(), ContentEncoders.none()))) {
      Recommender subject = recommender.subject();

      assertThat(subject.problem(took("u", "1", 1, "weather", "warm"))).isNull();
      assertThat(subject.problem(took("u", "1", 1, "price", "12.5"))).isNull();
      assertThat(subject.problem(took("u", "1", 1, "price", "cheap")))
          .isEqualTo("context.price: must be a finite number, was cheap");
    }
  }

  @Test
  void aShortLookCountsLess() throws Exception {
    RecommendEvent event = took("u", "1", 1, "price", "1");
    RecommendEvent brief =
        event.toBuilder()
            .setInteraction(event.getInteraction().toBuilder().setDwellMillis(500))
            .build();
    JobSettings settings = settings(directory, Map.of("recommend.full-dwell", "10s"));
    List<String> states = new ArrayList<>();
    for (RecommendEvent told : List.of(event, brief)) {
      try (Closer recommender =
          new Closer(new Recommender(settings.settings(), ContentEncoders.none()))) {
        recommender.subject().learn(List.of(told));
        states.add(recommender.subject().state().sha256());
      }
    }

    assertThat(states.get(0)).isNotEqualTo(states.get(1));
  }

  @Test
  void aDeletedItemIsForgotten() throws Exception {
    try (Closer recommender =
        new Closer(new Recommender(settings(directory).settings(), ContentEncoders.none()))) {
      Recommender subject = recommender.subject();
      RecommendEvent item = item("7");
      subject.learn(List.of(item));
      RecommendEvent gone =
          RecommendEvent.newBuilder().setItem(item.getItem().toBuilder().clearParts()).build();
      String before = sha256OfNew();

      assertThat(subject.isDeletion(item)).isFalse();
      assertThat(subject.isDeletion(gone)).isTrue();
      assertThat(subject.state().sha256()).isNotEqualTo(before);
      subject.forget(gone);

      assertThat(subject.state().sha256()).isEqualTo(before);
    }
  }

  @Test
  void whereItGoesBackItUnlearnsButKnowsItemsAsTheyAreNow() throws Exception {
    List<RecommendEvent> events = events(128);
    RecommendEvent come = item("41");
    RecommendEvent gone =
        RecommendEvent.newBuilder().setItem(item("3").getItem().toBuilder().clearParts()).build();
    List<RecommendEvent> asked = List.of(item("0"), item("3"), item("17"), come);
    try (Closer sick =
            new Closer(new Recommender(settings(directory).settings(), ContentEncoders.none()));
        Closer wanted =
            new Closer(new Recommender(settings(directory).settings(), ContentEncoders.none()))) {
      sick.subject().learn(events.subList(0, 104));
      ByteArrayOutputStream earlier = new ByteArrayOutputStream();
      sick.subject().state().save(earlier);
      sick.subject().learn(List.of(come));
      sick.subject().forget(gone);
      sick.subject()
          .learn(
              events.subList(104, 168).stream()
                  .filter(event -> !event.getInteraction().getItemId().equals("3"))
                  .toList());
      wanted.subject().state().restore(new ByteArrayInputStream(earlier.toByteArray()));
      wanted.subject().learn(List.of(come));
      wanted.subject().forget(gone);
      List<float[]> wrong = sick.subject().outputs(asked).get(1);

      sick.subject().goBack(new ByteArrayInputStream(earlier.toByteArray()), List.of(gone));

      List<float[]> right = wanted.subject().outputs(asked).get(1);
      assertThat(sick.subject().state().steps()).isEqualTo(wanted.subject().state().steps());
      for (int i = 0; i < right.size(); i++) {
        assertThat(sick.subject().outputs(asked).get(1).get(i)).isEqualTo(right.get(i));
      }
      assertThat(wrong.get(0)).isNotEqualTo(right.get(0));
    }
  }

  private String sha256OfNew() {
    try (Closer recommender =
        new Closer(new Recommender(settings(directory).settings(), ContentEncoders.none()))) {
      return recommender.subject().state().sha256();
    }
  }

  private record Closer(Recommender subject) implements AutoCloseable {
    @Override
    public void close() {
      subject.state().close();
    }
  }

  private static double meanReciprocalRank(List<Progress> reports) {
    return reports.stream()
        .mapToDouble(report -> report.getRankings(0).getMrr().getMean())
        .average()
        .orElseThrow();
  }

  /** All items, then interactions. */
  private static List<RecommendEvent> events(int count) {
    List<RecommendEvent> events = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      events.add(item("" + i));
    }
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      int flavour = random.nextInt(FLAVOURS);
      int item = flavour + FLAVOURS * random.nextInt(ITEMS / FLAVOURS);
      events.add(took("u" + flavour + "." + random.nextInt(5), "" + item, i, "price", "" + item));
    }
    return events;
  }

  private static RecommendEvent item(String id) {
    int number = Integer.parseInt(id);
    return RecommendEvent.newBuilder()
        .setItem(
            ItemContents.change(
                Sample.newBuilder()
                    .setItemId(id)
                    .setEventTimeMillis(1_700_000_000_000L)
                    .setOrigin(Origin.newBuilder().setTopic(Topics.RAW_TEXT.name()))
                    .setText(
                        TextFeatures.newBuilder()
                            .addWords(number % FLAVOURS)
                            .addWords(1000 + number))
                    .build(),
                2))
        .build();
  }

  private static RecommendEvent took(
      String user, String item, int number, String field, String value) {
    return RecommendEvent.newBuilder()
        .setInteraction(
            Interaction.newBuilder()
                .setEventId("e" + number)
                .setUser(user)
                .setItemId(item)
                .setEventTimeMillis(1_700_000_000_000L + 60_000L * number)
                .setFeedback(number % 9 == 8 ? Feedback.SEEN : Feedback.TAKEN)
                .setWeight(1)
                .addContext(ContextField.newBuilder().setName(field).addValues(value)))
        .build();
  }

  private static JobSettings settings(Path directory) {
    return settings(directory, Map.of());
  }

  private static JobSettings settings(Path directory, Map<String, String> others) {
    Map<String, String> more = new HashMap<>(others);
    more.put("recommend.context", "price:numeric,recent:recent");
    more.put("recommend.dimensions", "8");
    more.put("recommend.buckets", "256");
    more.put("recommend.ids", "64");
    more.put("recommend.batch-size", "16");
    more.put("recommend.replayed", "16");
    more.put("recommend.learning-rate", "0.01");
    more.put("recommend.test-candidates", "21");
    more.put("recommend.test-all-every", "10");
    return JobFixtures.settings(directory, more);
  }

  private static OneInputStreamOperatorTestHarness<RecommendEvent, EncoderAnnouncement> start(
      Path directory, OperatorSubtaskState state) throws Exception {
    return start(directory, state, Map.of());
  }

  private static OneInputStreamOperatorTestHarness<RecommendEvent, EncoderAnnouncement> start(
      Path directory, OperatorSubtaskState state, Map<String, String> more) throws Exception {
    JobSettings settings = settings(directory, more);
    return JobFixtures.start(
        new LearnerOperator<>(
            settings,
            RecommendEvent.class,
            () -> new Recommender(settings.settings(), ContentEncoders.none())),
        RecommendEvent.class,
        state);
  }

  private static void feed(
      OneInputStreamOperatorTestHarness<RecommendEvent, EncoderAnnouncement> harness,
      List<RecommendEvent> events)
      throws Exception {
    for (RecommendEvent event : events) {
      harness.processElement(new StreamRecord<>(event));
    }
  }

  private static List<Progress> progress(
      OneInputStreamOperatorTestHarness<RecommendEvent, EncoderAnnouncement> harness) {
    return harness.getSideOutput(LearnerOperator.PROGRESS).stream()
        .map(StreamRecord::getValue)
        .filter(report -> report.getEncoder().equals("recommend.context"))
        .toList();
  }
}
