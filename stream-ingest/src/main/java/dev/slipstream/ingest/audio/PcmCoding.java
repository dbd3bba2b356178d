package dev.slipstream.ingest.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How one sample lies in bytes: read at an offset, brought to [-1, 1). */
enum PcmCoding {
  UNSIGNED_8(1) {
    @Override
    float read(ByteBuffer in, int at) {
      return ((in.get(at) & 0xFF) - 128) / 128f;
    }
  },
  SIGNED_8(1) {
    @Override
    float read(ByteBuffer in, int at) {
      return in.get(at) / 128f;
    }
  },
  SIGNED_16(2) {
    @Override
    float read(ByteBuffer in, int at) {
      return in.getShort(at) / 32_768f;
    }
  },
  SIGNED_24(3) {
    @Override
    float read(ByteBuffer in, int at) {
      boolean big = in.order() == ByteOrder.BIG_ENDIAN;
      int high = in.get(big ? at : at + 2) << 16;
      int low = (in.get(at + 1) & 0xFF) << 8 | (in.get(big ? at + 2 : at) & 0xFF);
      return (high | low) / 8_388_608f;
    }
  },
  SIGNED_32(4) {
    @Override
    float read(ByteBuffer in, int at) {
      return in.getInt(at) / 0x1p31f;
    }
  },
  FLOAT_32(4) {
    @Override
    float read(ByteBuffer in, int at) {
      return in.getFloat(at);
    }
  },
  FLOAT_64(8) {
    @Override
    float read(ByteBuffer in, int at) {
      return (float) in.getDouble(at);
    }
  },
  MU_LAW(1) {
    @Override
    float read(ByteBuffer in, int at) {
      int code = ~in.get(at);
      int magnitude = ((((code & 0x0F) << 3) + 0x84) << (code >> 4 & 7)) - 0x84;
      return ((code & 0x80) == 0 ? magnitude : -magnitude) / 32_768f;
    }
  },
  A_LAW(1) {
    @Override
    float read(ByteBuffer in, int at) {
      int code = in.get(at) ^ 0x55;
      int segment = code >> 4 & 7;
      int step = ((code & 0x0F) << 4) + 8;
      int magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1);
      return ((code & 0x80) == 0 ? -magnitude : magnitude) / 32_768f;
    }
  };

  private final int bytes;

  PcmCoding(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a sample. */
  int bytes() {
    return bytes;
  }

  /** The sample at a byte offset; logarithmic codes as ITU-T G.711 defines them. */
  abstract float read(ByteBuffer in, int at);

  /** Signed integers of this many bytes, 1 to 4. */
  static PcmCoding signed(int bytes) {
    return switch (bytes) {
      case 1 -> SIGNED_8;
      case 2 -> SIGNED_16;
      case 3 -> SIGNED_24;
      case 4 -> SIGNED_32;
      default -> throw new IllegalArgumentException("bytes: must be 1 to 4, was " + bytes);
    };
  }
}
