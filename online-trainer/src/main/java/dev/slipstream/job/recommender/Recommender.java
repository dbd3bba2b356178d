package dev.slipstream.job.recommender;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EmbeddedOutput;
import dev.slipstream.encoder.Encoder;
import dev.slipstream.encoder.EncoderFile;
import dev.slipstream.job.learner.StreamLearner;
import dev.slipstream.job.publication.PublicationGate;
import dev.slipstream.job.ranking.Arms;
import dev.slipstream.job.ranking.KnownItems;
import dev.slipstream.learner.Learner;
import dev.slipstream.learner.StepReport;
import dev.slipstream.recommend.ContextConfig;
import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import dev.slipstream.recommend.RecommendConfig;
import dev.slipstream.recommend.RecommendLearner;
import dev.slipstream.wire.ContextField;
import dev.slipstream.wire.ItemContent;
import dev.slipstream.wire.Ranking;
import dev.slipstream.wire.RecommendEvent;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns to recommend from what {@link InteractionJoin} gives, and is tested on each taken item
 * before it learns from it. Every event is taken in as it comes; the learner gathers interactions
 * into batches of its own, which are part of its state.
 */
final class Recommender implements StreamLearner<RecommendEvent> {

  static final String NAME = "recommend";
  static final String CONTEXT_TOWER = NAME + ".context";
  static final String CONTENT_TOWER = NAME + ".content";

  private final RecommendConfig config;
  private final ContentEncoders contents;
  private final RecommendLearner learner;
  private final KnownItems items;
  private final Arms arms;

  /**
   * A recommender at step 0.
   *
   * @param contents whose embeddings tell what an item is
   */
  Recommender(Settings settings, ContentEncoders contents) {
    this.contents = contents;
    config = RecommendConfig.from(settings);
    learner = RecommendLearner.create(settings, contents.values());
    items = new KnownItems(config.items());
    arms = new Arms(settings, learner, items, contents.values());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> encoders() {
    return List.of(CONTEXT_TOWER, CONTENT_TOWER);
  }

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public boolean isDeletion(RecommendEvent event) {
    return event.hasItem() && event.getItem().getPartsCount() == 0;
  }

  @Override
  public void forget(RecommendEvent deletion) {
    String id = item(deletion);
    items.remove(id);
    learner.forget(id);
    arms.forget(id);
  }

  @Override
  public boolean isOf(RecommendEvent event, RecommendEvent deletion) {
    return item(event).equals(item(deletion));
  }

  @Override
  public String item(RecommendEvent event) {
    return event.hasItem() ? event.getItem().getItemId() : event.getInteraction().getItemId();
  }

  @Override
  public boolean takes(RecommendEvent event) {
    return event.hasInteraction() || event.hasItem();
  }

  @Override
  public String problem(RecommendEvent event) {
    if (event.hasItem()) {
      return null;
    }
    try {
      config.context().check(interaction(event.getInteraction()).context());
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Override
  public long eventTime(RecommendEvent event) {
    return event.hasItem()
        ? ItemContents.eventTime(event.getItem())
        : event.getInteraction().getEventTimeMillis();
  }

  @Override
  public StepReport learn(List<RecommendEvent> batch) {
    for (RecommendEvent event : batch) {
      if (event.hasItem()) {
        meet(event.getItem());
      } else {
        learn(interaction(event.getInteraction()));
      }
    }
    return new StepReport(
        learner.steps(), learner.samplesSeen(), learner.loss(), learner.negatives(), 0);
  }

  private void meet(ItemContent item) {
    String id = item.getItemId();
    items.add(id);
    var known = contents.of(item);
    learner.item(id, known);
    arms.item(id, known);
  }

  private void learn(Interaction interaction) {
    if (interaction.feedback() == Feedback.TAKEN) {
      arms.test(interaction);
    }
    items.add(interaction.item());
    learner.learn(interaction);
    arms.learn(interaction);
  }

  /** With the declared fields alone: others are no business of this recommender. */
  private Interaction interaction(dev.slipstream.wire.Interaction wire) {
    Map<String, ContextConfig.Kind> declared = config.context().fields();
    Map<String, List<String>> context = new HashMap<>();
    for (ContextField field : wire.getContextList()) {
      if (declared.containsKey(field.getName())) {
        context.put(field.getName(), field.getValuesList());
      }
    }
    return new Interaction(
        wire.getEventId(),
        wire.getUser(),
        wire.getItemId(),
        wire.getEventTimeMillis(),
        context,
        switch (wire.getFeedback()) {
          case SEEN -> Feedback.SEEN;
          case REFUSED -> Feedback.REFUSED;
          case TAKEN, FEEDBACK_UNSPECIFIED, UNRECOGNIZED -> Feedback.TAKEN;
        },
        wire.hasDwellMillis()
            ? config.weight(wire.getWeight(), wire.getDwellMillis())
            : wire.getWeight());
  }

  @Override
  public Learner state() {
    return new State();
  }

  /**
   * Items that were told since stay known, and those deleted are not known: it is they that say.
   */
  @Override
  public void goBack(InputStream earlier, List<RecommendEvent> deletions) throws IOException {
    new KnownItems(config.items()).restore(new DataInputStream(earlier));
    learner.goBack(earlier, deletions.stream().map(this::item).toList());
  }

  @Override
  public List<EncoderFile.Contents> versions() {
    return List.of(
        version(CONTEXT_TOWER, learner.contextTower(), new byte[0], learner.contextNotes()),
        version(CONTENT_TOWER, learner.contentTower(), learner.contentTable(), Map.of()));
  }

  private EncoderFile.Contents version(
      String name, Encoder tower, byte[] attachment, Map<String, String> notes) {
    return new EncoderFile.Contents(
        tower.spec(),
        name,
        learner.steps(),
        tower.parameters().toArray(),
        EmbeddedOutput.PROJECTION,
        Optional.empty(),
        attachment,
        notes);
  }

  /** Contexts are of no use without those who are in them: items alone are looked at. */
  @Override
  public List<List<float[]>> outputs(List<RecommendEvent> events) {
    return List.of(List.of(), learner.vectors(events.stream().map(this::item).toList()));
  }

  @Override
  public List<Ranking> rankings() {
    return arms.rankings();
  }

  @Override
  public boolean ranks() {
    return true;
  }

  @Override
  public PublicationGate.Comparisons comparisons() {
    return arms.comparisons();
  }

  @Override
  public void published(List<EncoderFile.Contents> version) {
    arms.published(version);
  }

  @Override
  public void rolledBack(List<EncoderFile.Contents> version) {
    arms.rolledBack(version);
  }

  @Override
  public void resumed(List<EncoderFile.Contents> published, List<EncoderFile.Contents> previous) {
    arms.resumed(published, previous);
  }

  /** Figures and challenger: when a version is out depends on time, what is learned does not. */
  @Override
  public void saveAside(DataOutputStream out) throws IOException {
    arms.save(out);
  }

  @Override
  public void restoreAside(DataInputStream in) throws IOException {
    arms.restore(in);
  }

  /** The learner's state with the items it is tested on. */
  private final class State implements Learner {

    @Override
    public long steps() {
      return learner.steps();
    }

    @Override
    public long samplesSeen() {
      return learner.samplesSeen();
    }

    @Override
    public void save(OutputStream stream) throws IOException {
      DataOutputStream out = new DataOutputStream(stream);
      items.save(out);
      out.flush();
      learner.save(stream);
    }

    @Override
    public void restore(InputStream stream) throws IOException {
      items.restore(new DataInputStream(stream));
      learner.restore(stream);
    }

    @Override
    public void close() {
      arms.close();
      learner.close();
    }
  }
}
