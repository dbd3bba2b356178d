package dev.slipstream.infra.evaluate.recommend;

import java.util.Arrays;

/** A few sums by number: a hash table of primitives, open-addressed. */
final class SparseRow {

  private static final int FREE = -1;
  private static final int FIRST_CAPACITY = 8;

  private int[] numbers = free(FIRST_CAPACITY);
  private float[] sums = new float[FIRST_CAPACITY];
  private int filled;

  /** Adds to the sum of a number ≥ 0. */
  void add(int number, float amount) {
    int slot = slot(number);
    if (numbers[slot] == FREE) {
      numbers[slot] = number;
      filled++;
    }
    sums[slot] += amount;
    if (2 * filled > numbers.length) {
      refill(2 * numbers.length, 0);
    }
  }

  /** Numbers with a sum. */
  int size() {
    return filled;
  }

  /** Drops the smaller half of the sums. */
  void halve() {
    float[] sorted = new float[filled];
    int i = 0;
    for (int slot = 0; slot < numbers.length; slot++) {
      if (numbers[slot] != FREE) {
        sorted[i++] = sums[slot];
      }
    }
    Arrays.sort(sorted);
    refill(numbers.length, sorted[filled / 2]);
  }

  /** Called with each number and its sum. */
  interface Visitor {
    void visit(int number, float sum);
  }

  void forEach(Visitor visitor) {
    for (int slot = 0; slot < numbers.length; slot++) {
      if (numbers[slot] != FREE) {
        visitor.visit(numbers[slot], sums[slot]);
      }
    }
  }

  private int slot(int number) {
    int mask = numbers.length - 1;
    int slot = ((number * 0x9e3779b9) >>> 7) & mask;
    while (numbers[slot] != FREE && numbers[slot] != number) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void refill(int capacity, float least) {
    int[] oldNumbers = numbers;
    float[] oldSums = sums;
    numbers = free(capacity);
    sums = new float[capacity];
    filled = 0;
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != FREE && oldSums[i] >= least) {
        int slot = slot(oldNumbers[i]);
        numbers[slot] = oldNumbers[i];
        sums[slot] = oldSums[i];
        filled++;
      }
    }
  }

  private static int[] free(int capacity) {
    int[] numbers = new int[capacity];
    Arrays.fill(numbers, FREE);
    return numbers;
  }
}
