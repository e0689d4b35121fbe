package vitruvian.leaklab;

/// An experiment could not be made.
public final class LaboratoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaboratoryException(String message) {
    super(message);
  }
}
