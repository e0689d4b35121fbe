package vitruvian.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;

/// From encoded bytes to a frame and its end, by format; 1280 x 850 pixels.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class DecodeBenchmark {
  /// How the picture is encoded.
  public enum Encoding {
    /// A JPEG whose details come line by line.
    JPEG,
    /// A JPEG that becomes sharper as it comes.
    PROGRESSIVE_JPEG,
    /// A PNG of 8 bits a channel, without alpha.
    PNG,
    /// A lossy WebP.
    WEBP;

    private byte[] encode(SamplePicture picture) throws IOException {
      return switch (this) {
        case JPEG -> picture.jpeg(false);
        case PROGRESSIVE_JPEG -> picture.jpeg(true);
        case PNG -> picture.png();
        case WEBP -> picture.webp();
      };
    }
  }

  @Param private Encoding encoding;
  private ImageDecoder decoder;
  private byte[] encoded;

  /// Encodes the picture.
  @Setup
  public void encode() throws IOException {
    decoder =
        new ImageDecoder(
            ImageLimits.DEFAULT, Ledger.process(), ByteBudget.unlimited(), Duration.ZERO);
    encoded = encoding.encode(SamplePicture.load());
  }

  /// Decodes the picture and closes the frame.
  @Benchmark
  public DecodeOutcome decode() {
    var outcome = decoder.decode(encoded);
    switch (outcome) {
      case Decoded(var frame, _) -> frame.close();
      case Refused(_, String message) -> throw new IllegalStateException("refused: " + message);
    }
    return outcome;
  }
}
