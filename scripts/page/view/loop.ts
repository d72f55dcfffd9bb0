/**
 * The one loop of the page: at each animation frame, what is in view and has changed is drawn.
 * @module
 */

interface Watcher {
  readonly draw: (now: number) => void;
  isVisible: boolean;
}

const watchers = new Map<Element, Set<Watcher>>();

const observer = typeof IntersectionObserver === 'undefined' ? undefined : new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    for (const watcher of watchers.get(target) ?? []) watcher.isVisible = isIntersecting;
  }
}, { rootMargin: '64px' });

/** Calls `draw` at each frame while the element is in view, until the function returned is called. */
export function watchFrames(element: Element, draw: (now: number) => void): () => void {
  const watcher: Watcher = { draw, isVisible: true };
  const own = watchers.get(element) ?? new Set<Watcher>();
  own.add(watcher);
  watchers.set(element, own);
  observer?.observe(element);
  return () => {
    own.delete(watcher);
    if (own.size > 0) return;
    watchers.delete(element);
    observer?.unobserve(element);
  };
}

/** Starts the loop; `before` comes first in each frame. */
export function startLoop(before: (now: number) => void): void {
  const frame = (now: number): void => {
    before(now);
    for (const own of watchers.values()) {
      for (const watcher of own) if (watcher.isVisible) watcher.draw(now);
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
