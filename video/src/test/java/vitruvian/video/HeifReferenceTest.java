package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;

/// The pixels of HEIC and AVIF files are those of libheif, where its programs and those of libavif
/// are installed (Debian's `libheif-examples` and `libavif-bin`).
///
/// What differs is how colours are enlarged and rounded.
final class HeifReferenceTest {
  private static final double MEAN_DIFFERENCE = 1.6;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "avifenc -s 8 IN -o OUT.avif",
    "avifenc -s 8 -y 420 IN -o OUT.avif",
    "avifenc -s 8 -y 422 IN -o OUT.avif",
    "avifenc -s 8 -y 400 IN -o OUT.avif",
    "avifenc -s 8 -y 420 -d 10 IN -o OUT.avif",
    "avifenc -s 8 -y 444 -d 12 IN -o OUT.avif",
    "avifenc -s 8 -y 420 -r limited IN -o OUT.avif",
    "avifenc -s 8 -y 420 --cicp 1/13/1 IN -o OUT.avif",
    "avifenc -s 8 -l IN -o OUT.avif",
    "avifenc -s 8 -g 2x2 IN -o OUT.avif",
    "avifenc -s 8 -y 420 -g 4x2 IN -o OUT.avif",
    "avifenc -s 8 -y 420 --irot 1 IN -o OUT.avif",
    "avifenc -s 8 -y 420 --irot 3 --imir 0 IN -o OUT.avif",
    "avifenc -s 8 -y 420 --imir 1 IN -o OUT.avif",
    "'avifenc -s 8 -y 420 --crop 100,60,300,200 IN -o OUT.avif'",
    "heif-enc IN -o OUT.heic",
    "heif-enc -p chroma=444 IN -o OUT.heic",
    "heif-enc -p chroma=422 IN -o OUT.heic",
    "heif-enc --full_range_flag=0 IN -o OUT.heic",
    "heif-enc --matrix_coefficients=1 IN -o OUT.heic",
    "heif-enc -L -p chroma=444 --matrix_coefficients=0 IN -o OUT.heic",
    "heif-enc -t 128 IN -o OUT.heic",
    "heif-enc -A IN -o OUT.avif",
  })
  void pixelsAreThoseOfLibheif(String command) throws Exception {
    var picture = plain(Path.of("../samples/astronaut.png"));
    var file = folder.resolve("picture." + command.substring(command.lastIndexOf('.') + 1));
    var arguments = new ArrayList<String>();
    for (var argument : command.split(" ", -1)) {
      arguments.add(
          argument.equals("IN")
              ? picture.toString()
              : argument.startsWith("OUT") ? file.toString() : argument);
    }
    run(arguments);
    var expected = folder.resolve("expected.png");
    run(List.of("heif-convert", file.toString(), expected.toString()));
    assertThat(ImageDecoder.isPicture(file)).isTrue();
    var wanted = decode(expected);
    var found = decode(file);
    assertThat(found.width).isEqualTo(wanted.width);
    double difference = Clips.difference(found.pixels, wanted.pixels);
    System.getLogger("heif").log(System.Logger.Level.INFO, "{0}: {1}", command, difference);
    assertThat(difference).isLessThan(MEAN_DIFFERENCE);
  }

  @SuppressWarnings("ArrayRecordComponent") // only read
  private record Picture(int width, int[] pixels) {}

  private static Picture decode(Path file) {
    var decoder =
        new ImageDecoder(
            ImageLimits.DEFAULT, Ledger.process(), ByteBudget.unlimited(), Duration.ZERO);
    return switch (decoder.decode(file)) {
      case Decoded(Frame frame, _) -> {
        try (frame) {
          var pixels = new int[frame.width() * frame.height()];
          for (int y = 0; y < frame.height(); y++) {
            frame.copyRow(y, pixels, y * frame.width());
          }
          yield new Picture(frame.width(), pixels);
        }
      }
      case DecodeOutcome.Refused refused -> throw new AssertionError(refused);
    };
  }

  // Without a profile, about which libpng has something to say.
  private Path plain(Path png) throws IOException {
    var all = ByteBuffer.wrap(Files.readAllBytes(png));
    var kept = new ByteArrayOutputStream();
    kept.write(all.array(), 0, 8);
    for (int at = 8; at < all.capacity(); at += 12 + all.getInt(at)) {
      if (all.getInt(at + 4) != 0x6943_4350) {
        kept.write(all.array(), at, 12 + all.getInt(at));
      }
    }
    return Files.write(folder.resolve("plain.png"), kept.toByteArray());
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    var program =
        List.of("/usr/bin/" + command.getFirst(), "/usr/local/bin/" + command.getFirst()).stream()
            .filter(name -> Files.isExecutable(Path.of(name)))
            .findFirst();
    assumeTrue(program.isPresent(), command.getFirst() + " is not installed");
    var arguments = new ArrayList<>(command);
    arguments.set(0, program.get());
    var process =
        new ProcessBuilder(arguments)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as("%s: %s", command, Files.readString(folder.resolve("log")))
        .isZero();
  }
}
