/**
 * How wide an element is.
 * @module
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

const FIRST = 480;

/** In CSS pixels, whole ones; follows the element. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(FIRST);
  useLayoutEffect(() => {
    const home = element.current;
    if (home === null) return undefined;
    const measure = (): void => { setWidth(Math.max(160, Math.floor(home.clientWidth))); };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(home);
    return () => { observer.disconnect(); };
  }, []);
  return width;
}
