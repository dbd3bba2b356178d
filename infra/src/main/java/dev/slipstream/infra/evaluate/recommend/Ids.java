package dev.slipstream.infra.evaluate.recommend;

import java.util.HashMap;
import java.util.Map;

/** Numbers names from 0 on, in the order in which they come. */
final class Ids {

  private final Map<String, Integer> numbers = new HashMap<>();

  /** The name's number, the next one if it is new. */
  int number(String name) {
    return numbers.computeIfAbsent(name, unused -> numbers.size());
  }

  /** The name's number, or -1. */
  int find(String name) {
    return numbers.getOrDefault(name, -1);
  }

  int size() {
    return numbers.size();
  }
}
