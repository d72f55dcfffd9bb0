/**
 * The signs on buttons, in a square of 16.
 * @module
 */
const PATHS = {
  run: 'M3 1.5v13l11-6.5z',
  pause: 'M3 2h4v12H3zM9 2h4v12H9z',
  step: 'M2 2v12l8-6zM11 2h3v12h-3z',
  epoch: 'M1 2v12l6-6zM7 2v12l6-6zM13 2h2v12h-2z',
  back: 'M14 2v12L6 8zM2 2h3v12H2z',
  restart: 'M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.6L3.6 3 8-.4z',
  add: 'M7 2h2v5h5v2H9v5H7V9H2V7h5z',
  remove: 'M2 7h12v2H2z',
  close: 'M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return <svg viewBox="0 0 16 16" aria-hidden="true"><path d={PATHS[name]} /></svg>;
}
