package reference;

import java.io.PrintStream;
import java.util.Arrays;

/** What is decided, and the arithmetic that rules do with it. Memory is used again. */
public final class Awards {
  public static final int INCENTIVE = 0;
  public static final int SEATS = 1;
  public static final int CAPACITY = 2;
  /** A tie between candidates of an incentive. */
  public static final int HELD = 3;

  private static final int WIDTH = 5;

  private long[] values = new long[1024];
  private int size;
  private int theCase;

  public void clear() {
    size = 0;
  }

  /** Of which case the next ones are. */
  public void of(int theCase) {
    this.theCase = theCase;
  }

  public void add(int credit, int subject, int partner, long amount) {
    if (size + WIDTH > values.length) values = Arrays.copyOf(values, values.length * 2);
    for (long value : new long[] {credit, theCase, subject, partner, amount}) {
      values[size++] = value;
    }
  }

  public void print(PrintStream out) {
    for (int i = 0; i < size; i += WIDTH) {
      out.println(values[i] + "," + values[i + 1] + "," + values[i + 2] + "," + values[i + 3] + ","
          + values[i + 4]);
    }
  }

  /** The rate card. */
  public static long base(String level, boolean far, long revenue) {
    switch (level) {
      case "gold":
        return far ? Math.min(revenue * 850, 15_000_000_000L)
            : Math.min(revenue * 700, 20_000_000_000L);
      case "silver":
        return far ? Math.min(revenue * 650, 7_500_000_000L)
            : Math.min(revenue * 500, 10_000_000_000L);
      default:
        return Math.min(revenue * 300, 5_000_000_000L);
    }
  }

  /** The tiers, by slices. */
  public static long accelerated(long revenue) {
    return slice(revenue, 1_000_000, 5_000_000) * 100
        + slice(revenue, 5_000_000, 20_000_000) * 200
        + Math.max(revenue - 20_000_000, 0) * 225;
  }

  private static long slice(long revenue, long from, long to) {
    return Math.min(Math.max(revenue, from), to) - from;
  }
}
