/**
 * A function that asks for a task to run once before the browser's next painting, however often it
 * is asked until then. Nothing runs while nothing has changed.
 */
export function repainter(task: () => void): () => void {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        task();
      });
    }
  };
}
