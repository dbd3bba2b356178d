package dev.slipstream.recommend;

/** An item as the learner knows it. Two of them are never equal: each id has one. */
final class Item {

  final String id;

  /** Its hashed words, {@link Content#values} and group; nothing where nobody said. */
  int[] words = {};

  float[] values = {};
  String group = "";

  /** Its row in the table of ids; 0 while it has none. */
  int slot;

  /** Event time when it was last met; least if it never was. */
  long metMillis = Long.MIN_VALUE;

  /** Its unit vector, and the learner's step it was made at; not part of the state. */
  float[] vector = {};

  long embeddedAt = -1;

  Item(String id) {
    this.id = id;
  }

  /** Whether who took one of both could have taken the other. */
  boolean equivalent(Item other) {
    return this == other || (!group.isEmpty() && group.equals(other.group));
  }
}
