/**
 * A button.
 * @module
 */
import type { ComponentChildren } from 'preact';

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly kind?: 'main' | 'quiet' | 'plain';
  readonly disabled?: boolean;
  readonly isPressed?: boolean;
  /** What it does, where the children do not say it. */
  readonly label?: string;
  readonly title?: string;
}

/** One that is disabled keeps the focus: who goes by keys is not sent to the beginning of the page. */
export function Button({ children, onClick, kind = 'plain', disabled = false, isPressed, label, title }: ButtonProps) {
  return (
    <button
      type="button" class={kind === 'plain' ? 'button' : `button ${kind}`} aria-disabled={disabled}
      onClick={() => { if (!disabled) onClick(); }} aria-pressed={isPressed} aria-label={label} title={title ?? label}
    >
      {children}
    </button>
  );
}
