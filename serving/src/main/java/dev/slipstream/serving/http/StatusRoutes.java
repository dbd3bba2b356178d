package dev.slipstream.serving.http;

import dev.slipstream.serving.catalogue.CatalogueStatus;
import dev.slipstream.serving.catalogue.Learning;
import dev.slipstream.serving.catalogue.LossPoint;
import dev.slipstream.serving.catalogue.ServedEncoder;
import dev.slipstream.serving.catalogue.ServedEncoders;
import dev.slipstream.wire.EncoderAnnouncement;
import dev.slipstream.wire.Progress;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How the process and the learner fare. */
final class StatusRoutes {

  private static final int DEFAULT_POINTS = 500;

  private final ServedEncoders encoders;
  private final double neededCoverage;
  private final Readiness readiness;

  StatusRoutes(ServedEncoders encoders, double neededCoverage, Readiness readiness) {
    this.encoders = encoders;
    this.neededCoverage = neededCoverage;
    this.readiness = readiness;
  }

  void addTo(Javalin app) {
    app.get("/healthz", ctx -> ctx.json(Map.of("status", "up")));
    app.get("/readyz", this::ready);
    app.get("/v1/status", this::status);
  }

  private void ready(Context ctx) {
    String reason = readiness.waitingFor().orElse(null);
    if (reason != null) {
      throw ProblemException.notReady(reason);
    }
    ctx.json(Map.of("status", "ready"));
  }

  private void status(Context ctx) {
    int points = Parameters.number(ctx, "points", DEFAULT_POINTS, Learning.MAX_POINTS);
    ServedEncoder encoder = Parameters.encoder(ctx, encoders);
    CatalogueStatus status = encoder.catalogue().status();
    Learning learning = encoder.learning();
    ctx.json(
        new StatusAnswer(
            Instant.now().toString(),
            encoder.name(),
            encoders.names(),
            readiness.waitingFor().orElse(null),
            status.knownItems(),
            status.refusedItems(),
            served(status),
            filling(status),
            learning.published().map(StatusRoutes::published).orElse(null),
            learning.progress().map(StatusRoutes::learner).orElse(null),
            learning
                .progress()
                .filter(Progress::hasPublication)
                .map(told -> PublicationAnswer.of(told.getPublication()))
                .orElse(null),
            learning
                .progress()
                .filter(Progress::hasGuard)
                .map(told -> GuardAnswer.of(told.getGuard()))
                .orElse(null),
            GuardAnswer.of(learning.events()),
            learning.progress().map(Progress::getRankingsList).orElse(List.of()).stream()
                .map(RankingAnswer::of)
                .toList(),
            curve(learning.curve(points))));
  }

  private static Served served(CatalogueStatus status) {
    return status.servedVersion() < 0
        ? null
        : new Served(status.servedVersion(), status.servedItems());
  }

  private Filling filling(CatalogueStatus status) {
    return status.fillingVersion() < 0
        ? null
        : new Filling(
            status.fillingVersion(),
            status.fillingItems(),
            status.fillingCoverage(),
            neededCoverage);
  }

  private static Published published(EncoderAnnouncement announcement) {
    return new Published(
        announcement.getVersion(),
        announcement.getSamplesSeen(),
        Instant.ofEpochMilli(announcement.getEventTimeMillis()).toString());
  }

  private static Learner learner(Progress report) {
    return new Learner(
        report.getStep(),
        report.getSamplesSeen(),
        number(report.getLoss()),
        Learning.chance(report),
        report.getNegatives(),
        number(report.getSamplesPerSecond()),
        number(report.getPositiveSimilarity()),
        Instant.ofEpochMilli(report.getTimeMillis()).toString());
  }

  private static Curve curve(List<LossPoint> points) {
    return new Curve(
        points.stream().mapToLong(LossPoint::step).toArray(),
        points.stream().mapToDouble(p -> rounded(p.loss())).toArray(),
        points.stream().mapToDouble(p -> rounded(p.chance())).toArray());
  }

  /** To 1e-4: more cannot be seen in a chart. */
  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /** JSON has no NaN. */
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private record StatusAnswer(
      String time,
      String encoder,
      List<String> encoders,
      String waitingFor,
      int items,
      long refusedItems,
      Served served,
      Filling filling,
      Published published,
      Learner learner,
      PublicationAnswer publication,
      GuardAnswer guard,
      List<GuardAnswer.Event> events,
      List<RankingAnswer> rankings,
      Curve curve) {}

  private record Served(long version, int items) {}

  private record Filling(long version, int items, double coverage, double neededCoverage) {}

  private record Published(long version, long samplesSeen, String eventTime) {}

  private record Learner(
      long step,
      long samplesSeen,
      Double loss,
      double chance,
      int negatives,
      Double samplesPerSecond,
      Double positiveSimilarity,
      String time) {}

  private record Curve(long[] step, double[] loss, double[] chance) {}
}
