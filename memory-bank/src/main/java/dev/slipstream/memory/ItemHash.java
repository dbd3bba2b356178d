package dev.slipstream.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What memories know items by, so that a deleted one can be found in them. */
public final class ItemHash {

  private ItemHash() {}

  /** The first 64 bits of the id's SHA-256: two ids of a billion share one once in 37 times. */
  public static long of(String itemId) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha256.digest(itemId.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
