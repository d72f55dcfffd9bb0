/**
 * A part of a section: a heading, something beside it, what it is about.
 * @module
 */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export function Card({ title, beside, className, children }: {
  readonly title: string;
  readonly beside?: ComponentChildren;
  readonly className?: string;
  readonly children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class={className === undefined ? 'card' : `card ${className}`} aria-labelledby={id}>
      <header><h3 id={id}>{title}</h3>{beside}</header>
      {children}
    </section>
  );
}
