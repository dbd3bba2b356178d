package dev.slipstream.objective.text;

import dev.slipstream.objective.Foundation;
import dev.slipstream.objective.Objective;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** What predicts words: an encoder, and a vector for each word. */
abstract class WordObjective implements Objective {

  final TextTower tower;
  final WordClasses classes;

  WordObjective(Foundation foundation) {
    tower = new TextTower(foundation);
    classes = WordClasses.of(foundation);
  }

  @Override
  public void save(DataOutputStream out) throws IOException {
    classes.save(out);
  }

  @Override
  public void restore(DataInputStream in) throws IOException {
    classes.restore(in);
  }

  @Override
  public void close() {
    classes.close();
  }
}
