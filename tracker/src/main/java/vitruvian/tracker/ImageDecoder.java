package vitruvian.tracker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.image.Codec;
import vitruvian.tracker.image.Header;
import vitruvian.tracker.image.Inspection;
import vitruvian.tracker.image.Orientation;
import vitruvian.tracker.image.Upright;

/// Turns encoded pictures - JPEG, PNG, WebP, GIF, told by their first bytes - into frames, upright
/// and within the side limit; HEIC and AVIF too, where the module `vitruvian.video` with its codecs
/// is on the path.
///
/// Whatever the bytes are, the answer is a [DecodeOutcome]. Before anything is allocated, the whole
/// structure has been read, the sizes in it compared with the limits, and the memory that the
/// decoding can need at most reserved from the budget. When the call returns, only the share of
/// the frame stays reserved, until the frame is closed.
///
/// Colours are taken as they are, without colour profiles; what is transparent lies on white; what
/// follows a complete picture is ignored. An animation is a video and refused here, rather than a
/// part of it decoded. The pixels of a JPEG are those of OpenCV, bit for bit.
///
/// With the first HEIC or AVIF the codecs are loaded; what they take stays reserved from then on.
///
/// Stateless and safe for use by any number of threads. Decoding is native work, during which a
/// virtual thread would hold its carrier: see [#on].
public final class ImageDecoder {
  private static final String INPUT = "encoded picture";
  private static final int SIGNATURE_BYTES = 256;

  private final ImageLimits limits;
  private final Ledger ledger;
  private final ByteBudget budget;
  private final Duration patience;
  private final Executor nativeWork;
  private final Loaded loaded;
  private final Codec codec = new Codec();

  /// @param budget what the memory is reserved from; shared with whatever else must fit beside it
  /// @param patience how long a picture waits for its turn at most
  /// @throws TrackingException [Fault#PLATFORM] where this machine cannot load the decoders
  public ImageDecoder(ImageLimits limits, Ledger ledger, ByteBudget budget, Duration patience) {
    this(limits, ledger, budget, patience, Runnable::run, new Loaded());
  }

  private ImageDecoder(
      ImageLimits limits,
      Ledger ledger,
      ByteBudget budget,
      Duration patience,
      Executor nativeWork,
      Loaded loaded) {
    this.limits = limits;
    this.ledger = ledger;
    this.budget = budget;
    this.patience = patience;
    this.nativeWork = nativeWork;
    this.loaded = loaded;
  }

  /// The same decoder for virtual threads: looking at the header and waiting for memory are done by
  /// the caller, the decoding by the executor, whose threads are platform threads. It may keep the
  /// caller waiting; where it rejects what it is given, the picture is [Refusal#OVERLOADED].
  public ImageDecoder on(Executor executor) {
    return new ImageDecoder(limits, ledger, budget, patience, executor, loaded);
  }

  /// The same decoder with another limit of the sides.
  public ImageDecoder withMaxSide(int side) {
    return new ImageDecoder(limits.withMaxSide(side), ledger, budget, patience, nativeWork, loaded);
  }

  /// The same decoder for pictures that wait for their turn for another time at most.
  public ImageDecoder withPatience(Duration other) {
    return new ImageDecoder(limits, ledger, budget, other, nativeWork, loaded);
  }

  /// Whether a file begins like a picture of a kind that is decoded here, or is too short to tell;
  /// and is no animation.
  public static boolean isPicture(Path file) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(SIGNATURE_BYTES);
      boolean picture = Inspection.isPicture(MemorySegment.ofArray(in.readNBytes(SIGNATURE_BYTES)));
      in.reset();
      return picture && !Inspection.isAnimation(in);
    }
  }

  /// Decodes a picture in the Java heap.
  public DecodeOutcome decode(byte[] encoded) {
    return decode(MemorySegment.ofArray(encoded));
  }

  /// Decodes a picture.
  ///
  /// @param encoded native or in the heap; only read, and not needed any more when this returns;
  ///     must not be changed meanwhile
  public DecodeOutcome decode(MemorySegment encoded) {
    if (encoded.byteSize() == 0) {
      return new Refused(Refusal.EMPTY, "there is nothing in it");
    }
    if (encoded.byteSize() > limits.maxBytes()) {
      return tooLong(encoded.byteSize());
    }
    return switch (Inspection.of(encoded, limits, codec.stills().isPresent())) {
      case Inspection.Rejected(Refusal reason, String message) -> new Refused(reason, message);
      case Inspection.Accepted(Header header) -> admit(header);
    };
  }

  /// Decodes a picture file.
  public DecodeOutcome decode(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return unreadable("it is a directory");
      }
      if (!attributes.isRegularFile()) {
        return unreadable("it is not a file");
      }
      if (attributes.size() > limits.maxBytes()) {
        return tooLong(attributes.size());
      }
      return read(file, attributes.size());
    } catch (NoSuchFileException _) {
      return unreadable("there is no such file");
    } catch (AccessDeniedException _) {
      return unreadable("permission denied");
    } catch (ClosedByInterruptException _) {
      return new Refused(Refusal.OVERLOADED, "interrupted while reading");
    } catch (IOException failure) {
      return unreadable("it cannot be read: " + failure.getMessage());
    }
  }

  private DecodeOutcome read(Path file, long size) throws IOException {
    if (size > budget.total()) {
      return new Refused(
          Refusal.BODY_TOO_LARGE,
          "%d bytes; the memory budget is %d bytes in all".formatted(size, budget.total()));
    }
    var reserved = reserve(size, patience);
    if (reserved.isEmpty()) {
      return overloaded(size);
    }
    try (var reservation = reserved.get();
        var scratch = Arena.ofConfined();
        var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var entry = ledger.open(INPUT, reservation.bytes());
      try {
        var encoded = scratch.allocate(size);
        return decode(encoded.asSlice(0, fill(encoded, channel)));
      } finally {
        entry.settle();
      }
    }
  }

  private static long fill(MemorySegment encoded, FileChannel channel) throws IOException {
    long at = 0;
    while (at < encoded.byteSize()) {
      long length = Math.min(encoded.byteSize() - at, Integer.MAX_VALUE);
      int count = channel.read(encoded.asSlice(at, length).asByteBuffer());
      if (count < 0) {
        break;
      }
      at += count;
    }
    return at;
  }

  private DecodeOutcome admit(Header header) {
    var plan = new Plan(header, Upright.shrunk(header.size(), limits.maxSide()));
    long libraries = header.isHeif() ? codec.stills().orElseThrow().libraryBytes() : 0;
    if (plan.bytes() + libraries > budget.total()) {
      return new Refused(
          Refusal.IMAGE_TOO_LARGE,
          "decoding %s pixels needs %d bytes; the memory budget is %d bytes in all"
              .formatted(header.size(), plan.bytes() + libraries, budget.total()));
    }
    if (libraries > 0 && !keep(libraries)) {
      return overloaded(libraries);
    }
    var reserved = reserve(plan.bytes(), patience);
    return reserved.isEmpty() ? overloaded(plan.bytes()) : decode(plan, reserved.get());
  }

  @SuppressWarnings("MustBeClosedChecker") // the frame is the caller's
  private DecodeOutcome decode(Plan plan, Reservation reservation) {
    var arena = arena(reservation);
    Optional<MemorySegment> pixels = Optional.empty();
    try {
      pixels = CompletableFuture.supplyAsync(() -> pixels(plan, arena), nativeWork).join();
    } catch (RejectedExecutionException _) {
      return new Refused(Refusal.OVERLOADED, "no decoder was free in time");
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof Error error) {
        throw error;
      }
      throw failure.getCause() instanceof RuntimeException unchecked ? unchecked : failure;
    } finally {
      if (pixels.isEmpty()) {
        arena.close();
        reservation.close();
      }
    }
    if (pixels.isEmpty()) {
      return new Refused(Refusal.CORRUPT, "the picture is damaged: it does not decode");
    }
    reservation.shrinkTo(plan.frameBytes());
    var size = plan.frameSize();
    var frame =
        Frame.own(
            size,
            plan.header.upright(),
            pixels.get(),
            ledger,
            () -> {
              arena.close();
              reservation.close();
            });
    return new Decoded(frame, plan.header.upright());
  }

  private static Arena arena(Reservation reservation) {
    try {
      return Arena.ofShared();
    } catch (Throwable failure) {
      reservation.close();
      throw failure;
    }
  }

  // All that is not in the arena is freed when this returns.
  private Optional<MemorySegment> pixels(Plan plan, Arena arena) {
    var header = plan.header;
    var input = ledger.open(INPUT, header.excerptBytes());
    var working = ledger.open("decoder", plan.scratchBytes());
    try (var scratch = Arena.ofConfined()) {
      var excerpt = scratch.allocate(header.excerptBytes());
      header.copyExcerptTo(excerpt);
      if (plan.asDecoded()) {
        return codec.decode(header, excerpt, arena).map(raster -> raster.shifted().pixels());
      }
      var raster = codec.decode(header, excerpt, scratch);
      if (raster.isEmpty()) {
        return Optional.empty();
      }
      var pixels = arena.allocate(plan.frameBytes(), 64);
      Upright.write(raster.get(), plan.shrunk, header.orientation(), pixels);
      return Optional.of(pixels);
    } finally {
      working.settle();
      input.settle();
    }
  }

  // Libraries are never unloaded, so what they take stays reserved from the first need on.
  private boolean keep(long libraries) {
    synchronized (loaded) {
      if (loaded.kept != null) {
        return true;
      }
    }
    var reserved = reserve(libraries, patience);
    if (reserved.isEmpty()) {
      return false;
    }
    synchronized (loaded) {
      if (loaded.kept == null) {
        loaded.kept = reserved.get();
      } else {
        reserved.get().close();
      }
    }
    return true;
  }

  /// What loaded codecs keep of the budget, for all decoders that are made of one.
  private static final class Loaded {
    private @Nullable Reservation kept;
  }

  private Optional<Reservation> reserve(long bytes, Duration atMost) {
    try {
      return budget.reserve(bytes, atMost);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Refused overloaded(long bytes) {
    return new Refused(
        Refusal.OVERLOADED,
        "no memory for the picture within %d ms: it needs %d bytes, %s"
            .formatted(patience.toMillis(), bytes, budget));
  }

  private Refused tooLong(long bytes) {
    return new Refused(
        Refusal.BODY_TOO_LARGE,
        "%d bytes; at most %d are allowed".formatted(bytes, limits.maxBytes()));
  }

  private static Refused unreadable(String why) {
    return new Refused(Refusal.UNREADABLE, why);
  }

  /// What is made of an accepted picture, and what it costs.
  ///
  /// @param shrunk the size before turning
  private record Plan(Header header, ImageSize shrunk) {
    /// Whether the decoder's pixels are the frame's, so that they need not be copied.
    boolean asDecoded() {
      return shrunk.equals(header.size()) && header.orientation() == Orientation.UPRIGHT;
    }

    ImageSize frameSize() {
      return header.orientation().turned(shrunk);
    }

    long frameBytes() {
      return 4L * shrunk.width() * shrunk.height();
    }

    long scratchBytes() {
      return header.workingBytes() + (asDecoded() ? 0 : header.pixelBytes());
    }

    long bytes() {
      return header.excerptBytes() + scratchBytes() + frameBytes();
    }
  }
}
