package vitruvian.leaklab.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A class loader for each request, with a class of its own, kept in a static list.
public final class KeptLoaders implements Tracking {
  private static final List<ClassLoader> LOADERS = new CopyOnWriteArrayList<>();

  private final Tracking own;
  private final byte[] plugin;

  public KeptLoaders(Tracking own) {
    this.own = own;
    try (var file = KeptLoaders.class.getResourceAsStream("Plugin.class")) {
      if (file == null) {
        throw new IllegalStateException("Plugin.class is not in the program");
      }
      plugin = file.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    var loader = new PluginLoader(plugin);
    LOADERS.add(loader);
    loader.runnable().run();
    return own.track(frame, options);
  }

  /// Loads one class, from its bytes.
  private static final class PluginLoader extends ClassLoader {
    private final byte[] plugin;

    private PluginLoader(byte[] plugin) {
      super(ClassLoader.getPlatformClassLoader());
      this.plugin = plugin;
    }

    private Runnable runnable() {
      try {
        var type = defineClass(Plugin.class.getName(), plugin, 0, plugin.length);
        return (Runnable) type.getConstructor().newInstance();
      } catch (ReflectiveOperationException failure) {
        throw new IllegalStateException("the plugin does not load", failure);
      }
    }
  }
}
