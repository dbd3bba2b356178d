package dev.slipstream.serving;

import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How embeddings are served.
 *
 * @param encoder answers where a request names none; empty for the first by name
 * @param host address the HTTP server listens on
 * @param port its port; 0 takes any free one
 * @param coverage share of the known items an encoder version must have embedded to be served
 * @param maxItems items remembered
 * @param maxK neighbours in one answer
 * @param exactUpTo items up to which a search compares with each
 * @param recall share of the nearest items a search in more must find
 * @param checkpointInterval time between local checkpoints; 0 for none
 * @param pin how long the version served before can still be asked for
 * @param interactions newest interactions remembered, of all users
 * @param interactionsOfUser newest interactions remembered of one user
 * @param blocklist a file of items that are not answered; empty for none
 */
public record ServingConfig(
    String encoder,
    String host,
    int port,
    double coverage,
    int maxItems,
    int maxK,
    int exactUpTo,
    double recall,
    Duration checkpointInterval,
    Duration pin,
    int interactions,
    int interactionsOfUser,
    String blocklist) {

  public static final Option<String> ENCODER =
      Option.ofString("serving.encoder", "")
          .must(
              s -> s.matches("[A-Za-z0-9._-]{0,64}"),
              "of at most 64 letters, digits, '.', '-', '_'")
          .doc("Encoder that answers where a request names none; empty for the first by name.");
  public static final Option<String> HOST =
      Option.ofString("serving.host", "127.0.0.1")
          .must(h -> h.matches("[0-9A-Za-z.:-]{1,253}"), "of a host name or an IP address")
          .doc("Address the HTTP server listens on; 0.0.0.0 for all. There is no authentication.");
  public static final Option<Integer> PORT =
      Option.ofInt("serving.port", 8080)
          .atLeast(0)
          .atMost(65_535)
          .doc("Port the HTTP server listens on; 0 takes any free one.");
  public static final Option<Double> COVERAGE =
      Option.ofDouble("serving.coverage", 0.9)
          .above(0.0)
          .atMost(1.0)
          .doc("Share of the known items a new encoder version must have embedded to be served.");
  public static final Option<Integer> MAX_ITEMS =
      Option.ofInt("serving.max-items", 1_000_000)
          .atLeast(1)
          .unit("items")
          .doc(
              "Items remembered, in up to three versions (see serving.pin); later ones are refused.");
  public static final Option<Integer> MAX_K =
      Option.ofInt("serving.max-k", 100)
          .atLeast(1)
          .atMost(10_000)
          .unit("neighbours")
          .doc("Most neighbours in one answer.");
  public static final Option<Integer> EXACT_UP_TO =
      Option.ofInt("serving.index.exact-up-to", 10_000)
          .atLeast(1)
          .unit("items")
          .doc(
              "Items up to which a search compares with each; more are kept in lists of near ones.");
  public static final Option<Double> RECALL =
      Option.ofDouble("serving.index.recall", 0.98)
          .above(0.0)
          .atMost(1.0)
          .doc(
              "Share of the 10 nearest items a search in lists must find; how many lists that takes"
                  + " is measured on the items. 1 looks into all.");
  public static final Option<Duration> CHECKPOINT_INTERVAL =
      Option.ofDuration("serving.checkpoint-interval", Duration.ofMinutes(5))
          .doc(
              "Time between copies of all embeddings to the home directory, so that the next start"
                  + " reads less from Kafka; 0 for none.");
  public static final Option<Duration> PIN =
      Option.ofDuration("serving.pin", Duration.ofMinutes(1))
          .doc("How long the version served before is kept for requests that name it.");

  public static final Option<Integer> INTERACTIONS =
      Option.ofInt("serving.interactions", 1_000_000)
          .atLeast(1)
          .atMost(1 << 26)
          .unit("interactions")
          .doc(
              "Newest interactions remembered, for what users met; users nobody told of for longest"
                  + " leave first.");
  public static final Option<Integer> INTERACTIONS_OF_USER =
      Option.ofInt("serving.interactions-of-user", 500)
          .atLeast(1)
          .atMost(10_000)
          .unit("interactions")
          .doc("Newest interactions remembered of one user.");
  public static final Option<String> BLOCKLIST =
      Option.ofString("serving.blocklist", "")
          .doc(
              "File of items that are neither recommended nor similar, an id on each line; read"
                  + " again when it changes. Empty for none.");

  public static final List<Option<?>> OPTIONS =
      List.of(
          ENCODER,
          HOST,
          PORT,
          COVERAGE,
          MAX_ITEMS,
          MAX_K,
          EXACT_UP_TO,
          RECALL,
          CHECKPOINT_INTERVAL,
          PIN,
          INTERACTIONS,
          INTERACTIONS_OF_USER,
          BLOCKLIST);

  public ServingConfig {
    ENCODER.check(encoder);
    HOST.check(host);
    PORT.check(port);
    COVERAGE.check(coverage);
    MAX_ITEMS.check(maxItems);
    MAX_K.check(maxK);
    EXACT_UP_TO.check(exactUpTo);
    RECALL.check(recall);
    CHECKPOINT_INTERVAL.check(checkpointInterval);
    PIN.check(pin);
    INTERACTIONS.check(interactions);
    INTERACTIONS_OF_USER.check(interactionsOfUser);
    BLOCKLIST.check(blocklist);
  }

  /** Reads the options of this record. */
  public static ServingConfig from(Settings settings) {
    return new ServingConfig(
        settings.get(ENCODER),
        settings.get(HOST),
        settings.get(PORT),
        settings.get(COVERAGE),
        settings.get(MAX_ITEMS),
        settings.get(MAX_K),
        settings.get(EXACT_UP_TO),
        settings.get(RECALL),
        settings.get(CHECKPOINT_INTERVAL),
        settings.get(PIN),
        settings.get(INTERACTIONS),
        settings.get(INTERACTIONS_OF_USER),
        settings.get(BLOCKLIST));
  }
}
