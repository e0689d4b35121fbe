package vitruvian.video;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Refusal;
import vitruvian.tracker.image.Upright;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;
import vitruvian.video.ffmpeg.FrameDecoder;
import vitruvian.video.ffmpeg.Input;
import vitruvian.video.ffmpeg.Packets;
import vitruvian.video.ffmpeg.VideoFailure;

/// Reads a video file, or an animated GIF, PNG or WebP, frame by frame: upright, within a side
/// limit, in the order of showing. A
/// 10-hour file needs no more memory than one of 10 seconds.
///
/// ```java
/// switch (VideoReader.open(file, VideoLimits.DEFAULT, Ledger.process())) {
///   case Opened(VideoReader reader) -> {
///     try (reader) {
///       for (var next = reader.next(); next.isPresent(); next = reader.next()) {
///         try (var frame = next.get()) { ... }
///       }
///     }
///   }
///   case Refused(Refusal reason, String message) -> ...
/// }
/// ```
///
/// The first video stream is read; sound, covers and subtitles are not. Frames whose pixels are not
/// square are given in the shape in which they are shown: the side along which the pixels are
/// longer is stretched, so that nothing that is stored gets lost. They are turned by the file's
/// rotation if that is a quarter turn or a mirror. Colours are those of the program
/// `ffmpeg`. Where the file is damaged, what still decodes is given and [#damage] tells the rest.
///
/// For one thread at a time. Decoding is native work: not for virtual threads. Owns native memory
/// until [#close]; frames belong to who got them.
public final class VideoReader implements FrameSource {
  private static final double USUAL_RATE = 30;

  // Times outside of ten years are damage, and would not fit into what counts in nanoseconds.
  private static final double MOST_SECONDS = 315e6;

  // Nearer than this the beginning is decoded rather than the file read twice. And so long before a
  // place decoding begins: some encoders renew their pictures over a second, instead of in key
  // frames.
  private static final Duration LEAST_ADVANCE = Duration.ofSeconds(10);
  private static final Duration LEAD = Duration.ofSeconds(3);

  // Of a rate that is next to none.
  private static final double MOST_STEP = 60;

  // What the decoder holds is its own affair and not told: about two dozen frames of YUV 4:2:0 at
  // most, and tables.
  private static final long DECODER_BYTES = 8 << 20;
  private static final int DECODER_FRAMES = 24;

  private final Path file;
  private final VideoLimits limits;
  private final Ledger ledger;
  private final Release release;
  private final Room room;
  private FrameDecoder input;
  private final Pixels pixels = new Pixels();
  private final Lifetime lifetime;
  private final VideoInfo info;
  private boolean decoded = true;
  private long number;
  private long firstTime = Long.MIN_VALUE;
  private Duration last = Duration.ZERO;
  private Optional<String> damage = Optional.empty();

  private VideoReader(Path file, FrameDecoder input, VideoLimits limits, Ledger ledger, Room room) {
    this.file = file;
    this.input = input;
    this.limits = limits;
    this.ledger = ledger;
    this.room = room;
    this.info = describe();
    this.release = new Release(input, pixels, room);
    this.lifetime = Lifetime.of(this, ledger, "video decoder", room.bytes, release);
  }

  /// The same with as much memory as there is.
  public static VideoOpening open(Path file, VideoLimits limits, Ledger ledger) {
    return open(file, limits, ledger, ByteBudget.unlimited(), Duration.ZERO);
  }

  /// Opens a video file and decodes its first frame.
  ///
  /// @param budget where the reader's memory is reserved, as its container says the frames are
  ///     large, before the first one is decoded, until [#close]. A video for which there is none is
  ///     refused; one whose frames grow beyond it later ends there, as a damaged one. The frames
  ///     that [#next] gives are not counted: they are the caller's.
  /// @param patience how long it is waited for such memory
  @SuppressWarnings("MustBeClosedChecker") // closed by opened, or by the reader
  public static VideoOpening open(
      Path file, VideoLimits limits, Ledger ledger, ByteBudget budget, Duration patience) {
    if (Files.isDirectory(file)) {
      return new Refused(Refusal.UNREADABLE, "it is a directory");
    }
    if (!Files.isRegularFile(file)) {
      return new Refused(
          Refusal.UNREADABLE, Files.exists(file) ? "it is not a file" : "there is no such file");
    }
    if (!Files.isReadable(file)) {
      return new Refused(Refusal.UNREADABLE, "permission denied");
    }
    try {
      return opened(
          file, source(file, limits.maxPixels()), limits, ledger, new Room(budget, patience));
    } catch (VideoFailure failure) {
      return new Refused(reason(failure), String.valueOf(failure.getMessage()));
    }
  }

  /// When the frames of a file are shown, in seconds since the first, in order: of those packets
  /// that hold one, without decoding them. Reads the whole file; what cannot be read has none.
  public static double[] times(Path file) {
    try {
      return Packets.times(file);
    } catch (VideoFailure _) {
      return new double[0];
    }
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // the source is the caller's
  private static FrameDecoder source(Path file, long maxPixels) throws VideoFailure {
    var animation = WebpAnimation.open(file, maxPixels);
    return animation.isPresent() ? animation.get() : Input.open(file, maxPixels);
  }

  private static VideoOpening opened(
      Path file, FrameDecoder input, VideoLimits limits, Ledger ledger, Room room)
      throws VideoFailure {
    VideoOpening opening = new Refused(Refusal.CORRUPT, "there is no frame in it");
    try {
      var announced = input.announced();
      if (announced.isPresent()) {
        room.cover(announced.get());
      }
      if (input.next()) {
        room.cover(input.size());
        opening = new Opened(new VideoReader(file, input, limits, ledger, room));
      } else if (input.damage().isPresent()) {
        opening = new Refused(Refusal.CORRUPT, input.damage().get());
      }
      return opening;
    } finally {
      if (!(opening instanceof Opened)) {
        input.close();
        room.close();
      }
    }
  }

  private static Refusal reason(VideoFailure failure) {
    return switch (failure.kind()) {
      case UNSUPPORTED -> Refusal.UNSUPPORTED_FORMAT;
      case EMPTY -> Refusal.EMPTY;
      case DAMAGED -> Refusal.CORRUPT;
      case TOO_LARGE -> Refusal.IMAGE_TOO_LARGE;
      case SYSTEM -> Refusal.UNREADABLE;
      case NO_MEMORY -> Refusal.OVERLOADED;
    };
  }

  private VideoInfo describe() {
    var image = upright();
    var rate =
        input.rate().isKnown() ? OptionalDouble.of(input.rate().value()) : OptionalDouble.empty();
    long micros = input.durationMicros();
    long frames = input.frameCount();
    if (frames == 0 && rate.isPresent()) {
      frames = Math.round(micros / 1e6 * rate.getAsDouble());
    }
    return new VideoInfo(
        image,
        Upright.shrunk(image, limits.maxSide()),
        rate,
        frames > 0 ? OptionalLong.of(frames) : OptionalLong.empty(),
        micros > 0 ? Optional.of(Duration.of(micros, ChronoUnit.MICROS)) : Optional.empty(),
        input.codec());
  }

  private ImageSize upright() {
    return input.orientation().turned(input.size());
  }

  /// What is known of the video.
  @Override
  public VideoInfo info() {
    return info;
  }

  /// The next frame; empty at the end.
  ///
  /// Times are those of the file, from the first frame on. A frame without a time, or with one that
  /// is not later than that of the frame before, or ten years after the first, is shown one step of
  /// the average rate after the frame before.
  ///
  /// @throws IllegalStateException after [#close]
  @Override
  @SuppressWarnings("MustBeClosedChecker") // the frame is the caller's
  public Optional<VideoFrame> next() {
    if (peek().isEmpty()) {
      return Optional.empty();
    }
    decoded = false;
    var original = upright();
    try {
      var frame = frame();
      last = time();
      return Optional.of(new VideoFrame(number++, last, duration(), frame, original));
    } catch (VideoFailure failure) {
      damage = Optional.ofNullable(failure.getMessage());
      return Optional.empty();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// When the next frame is shown, without taking it; empty at the end.
  ///
  /// @throws IllegalStateException after [#close]
  @Override
  public Optional<Duration> peek() {
    requireOpen();
    if (!decoded && (damage.isPresent() || !input.next())) {
      return Optional.empty();
    }
    decoded = true;
    return Optional.of(time());
  }

  @Override
  public long number() {
    return number;
  }

  /// Passes over the next frame, which is quicker than to look at it.
  ///
  /// @return whether there was one
  /// @throws IllegalStateException after [#close]
  @Override
  public boolean skip() {
    if (peek().isEmpty()) {
      return false;
    }
    decoded = false;
    last = time();
    number++;
    return true;
  }

  /// Passes over frames that are shown before a time: packets are read and not decoded up to a key
  /// frame some seconds before it. The file is read twice for that. Only where each packet is a
  /// frame, and says when it is shown, are the numbers of frames known; in other files nothing is
  /// passed over.
  ///
  /// @throws IllegalStateException after [#close]
  @Override
  public void advance(Duration to) {
    requireOpen();
    if (number > 0 || to.compareTo(LEAST_ADVANCE) < 0 || !(input instanceof Input)) {
      return;
    }
    var first = peek();
    if (first.isEmpty() || firstTime == Long.MIN_VALUE) {
      return;
    }
    var entry = Packets.entry(file, firstTime, to.minus(LEAD).toNanos() / 1e9);
    if (entry.isPresent()) {
      enter(entry.get());
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed here, or in the place of the one before
  private void enter(Packets.Entry entry) {
    Input entered;
    try {
      entered = Input.open(file, limits.maxPixels());
    } catch (VideoFailure _) {
      return; // so it will be with what follows, and that is told
    }
    boolean there = false;
    try {
      there = entered.enter(entry);
    } finally {
      if (!there) {
        entered.close();
      }
    }
    if (there) {
      input.close();
      input = entered;
      release.input = entered;
      number = entry.frames();
      decoded = true;
    }
  }

  private void requireOpen() {
    if (lifetime.isClosed()) {
      throw new IllegalStateException("the reader is closed");
    }
  }

  /// What is wrong with the file, as far as it was read; the first of several.
  @Override
  public Optional<String> damage() {
    return damage.or(input::damage);
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // the frame is the caller's
  private Frame frame() throws VideoFailure {
    var shown = input.size();
    if (Math.max(shown.width(), shown.height()) > Frame.MAX_SIDE) {
      throw new VideoFailure(
          VideoFailure.Kind.TOO_LARGE,
          "a frame of %s pixels; a side has at most %d".formatted(shown, Frame.MAX_SIDE));
    }
    Input.checkSize(shown, limits.maxPixels());
    room.cover(shown);
    var shrunk = Upright.shrunk(shown, limits.maxSide());
    var orientation = input.orientation();
    var raster = pixels.of(input, shown);
    var arena = Arena.ofShared();
    MemorySegment into;
    try {
      into = arena.allocate(4L * shrunk.width() * shrunk.height(), 64);
      Upright.write(raster, shrunk, orientation, into);
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
    var size = orientation.turned(shrunk);
    return Frame.own(size, orientation.turned(shown), into, ledger, arena::close);
  }

  private Duration time() {
    long time = input.time();
    if (time != Long.MIN_VALUE && firstTime == Long.MIN_VALUE) {
      firstTime = time;
    }
    var since = number == 0 || time == Long.MIN_VALUE ? Duration.ZERO : sinceFirst(time);
    return number == 0 || since.compareTo(last) > 0 ? since : last.plus(step());
  }

  private Duration sinceFirst(long time) {
    return inTime(time - firstTime).orElse(Duration.ZERO);
  }

  private Duration duration() {
    return inTime(input.duration()).filter(Duration::isPositive).orElseGet(this::step);
  }

  // Empty where nobody can mean it.
  private Optional<Duration> inTime(long ticks) {
    var base = input.timeBase();
    int perSecond = Math.max(1, base.denominator());
    if (Math.abs((double) ticks * base.numerator() / perSecond) > MOST_SECONDS) {
      return Optional.empty();
    }
    long units = ticks * base.numerator();
    return Optional.of(
        Duration.ofSeconds(
            Math.floorDiv(units, perSecond),
            Math.floorMod(units, (long) perSecond) * 1_000_000_000L / perSecond));
  }

  private Duration step() {
    double seconds = 1 / info.framesPerSecond().orElse(USUAL_RATE);
    return Duration.ofNanos(Math.max(1, Math.round(1e9 * Math.min(seconds, MOST_STEP))));
  }

  /// Frees the decoder; the second call does nothing.
  @Override
  public void close() {
    try {
      lifetime.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  // Must not refer to the reader, or it would never become unreachable.
  private static final class Release implements Runnable {
    private volatile FrameDecoder input;
    private final Pixels pixels;

    private final Room room;

    private Release(FrameDecoder input, Pixels pixels, Room room) {
      this.input = input;
      this.pixels = pixels;
      this.room = room;
    }

    @Override
    public void run() {
      pixels.close();
      input.close();
      room.close();
    }
  }

  /// What is reserved for a video: as much as its largest frame so far asks for.
  private static final class Room implements AutoCloseable {
    private final ByteBudget budget;
    private final Duration patience;
    private final List<Reservation> parts = new ArrayList<>();
    private long bytes;

    private Room(ByteBudget budget, Duration patience) {
      this.budget = budget;
      this.patience = patience;
    }

    @SuppressWarnings("MustBeClosedChecker") // closed by close
    private void cover(ImageSize size) throws VideoFailure {
      long needed =
          DECODER_BYTES + (4L + DECODER_FRAMES * 3 / 2) * ((long) size.width() * size.height());
      if (needed <= bytes) {
        return;
      }
      if (needed > budget.total()) {
        throw new VideoFailure(
            VideoFailure.Kind.TOO_LARGE,
            "frames of %s pixels need %d bytes; the memory budget is %d bytes in all"
                .formatted(size, needed, budget.total()));
      }
      parts.add(reserve(needed - bytes));
      bytes = needed;
    }

    @MustBeClosed
    @SuppressWarnings("MustBeClosedChecker") // closed by close
    private Reservation reserve(long more) throws VideoFailure {
      try {
        return budget
            .reserve(more, patience)
            .orElseThrow(
                () ->
                    new VideoFailure(
                        VideoFailure.Kind.NO_MEMORY,
                        "there is no memory of %d bytes for its frames".formatted(more)));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new VideoFailure(VideoFailure.Kind.NO_MEMORY, "interrupted");
      }
    }

    @Override
    public void close() {
      parts.forEach(Reservation::close);
    }
  }
}
