package vitruvian.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.Refusal;
import vitruvian.tracker.TrackingException;

/// Does everything for one input after the other, told apart by their content.
record Worker(PictureWork pictures, VideoWork videos) {
  /// Does one input, so that nothing that is wrong with it ends the work on others.
  Outcome work(Input input) throws InterruptedException {
    try {
      return isPicture(input) ? pictures.track(input) : video(input);
    } catch (TrackingException failure) {
      return new Outcome.Failed(String.valueOf(failure.getMessage()));
    } catch (CannotResume failure) {
      return new Outcome.Failed(String.valueOf(failure.getMessage()));
    } catch (IOException failure) {
      return new Outcome.Failed(why(failure));
    } catch (RuntimeException failure) {
      return new Outcome.Failed(failure.toString());
    }
  }

  // What cannot be read at all is told by the one that reads pictures.
  private static boolean isPicture(Input input) {
    if (input.source() instanceof Input.Source.Numbered) {
      return false;
    }
    try {
      return ImageDecoder.isPicture(input.file());
    } catch (IOException _) {
      return true;
    }
  }

  private Outcome video(Input input) throws IOException, InterruptedException {
    var outcome = videos.track(input);
    if (outcome.refused().isEmpty()) {
      return outcome.outcome();
    }
    var refused = outcome.refused().get();
    // A file that nobody called a video is rather a picture of another kind.
    return refused.reason() == Refusal.UNSUPPORTED_FORMAT && !input.looksLikeVideo()
        ? pictures.track(input)
        : new Outcome.Failed(refused.message());
  }

  private static String why(IOException failure) {
    var file =
        failure instanceof FileSystemException known
            ? Optional.ofNullable(known.getFile()).map(name -> " " + name)
            : Optional.<String>empty();
    var reason =
        failure instanceof FileSystemException known
            ? Optional.ofNullable(known.getReason())
            : Optional.ofNullable(failure.getMessage());
    return "the result cannot be written%s: %s"
        .formatted(file.orElse(""), reason.orElse(failure.getClass().getSimpleName()));
  }
}
