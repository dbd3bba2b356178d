package dev.slipstream.serving.tower;

/** A recommender's encoders: {@code NAME.context} and {@code NAME.content}. */
public final class TowerName {

  private static final String CONTEXT = ".context";
  private static final String CONTENT = ".content";

  private TowerName() {}

  /** Whether an encoder is the context tower of a recommender. */
  public static boolean isContext(String encoder) {
    return encoder.endsWith(CONTEXT) && encoder.length() > CONTEXT.length();
  }

  /** The recommender whose context tower an encoder is. */
  public static String recommender(String contextTower) {
    return contextTower.substring(0, contextTower.length() - CONTEXT.length());
  }

  /** The encoder of a recommender's contexts. */
  public static String context(String recommender) {
    return recommender + CONTEXT;
  }

  /** The encoder of a recommender's items. */
  public static String content(String recommender) {
    return recommender + CONTENT;
  }
}
