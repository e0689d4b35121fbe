/// LeakCanary's Shark with the parts of Kotlin and Okio that it needs, as one module: its own jars
/// share a package, which modules must not.
module vitruvian.shark {
  requires java.logging;

  exports kotlin.sequences;
  exports shark;
}
