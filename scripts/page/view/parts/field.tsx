/**
 * Fields: a choice of names, a number, a number by sliding, yes or no.
 * @module
 */
import { useId, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

interface Labelled {
  readonly label: string;
  readonly disabled?: boolean;
  /** A sentence that says what it is. */
  readonly help?: string;
}

function Field({ id, label, shown, children }: {
  readonly id: string; readonly label: string; readonly shown?: string; readonly children: ComponentChildren;
}) {
  return (
    <div class="field">
      <span class="label">
        <label for={id}>{label}</label>
        {shown !== undefined && <output for={id}>{shown}</output>}
      </span>
      {children}
    </div>
  );
}

/** One of several names; `words` says what is shown for each. */
export function Choice<T extends string>({
  label, help, value, options, words, onChange, disabled = false,
}: Labelled & {
  readonly value: T; readonly options: readonly T[]; readonly words?: (option: T) => string;
  readonly onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <Field id={id} label={label}>
      <select
        id={id} value={value} title={help} disabled={disabled}
        onChange={({ currentTarget }) => {
          const chosen = options.find((option) => option === currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option} selected={option === value}>{words?.(option) ?? option}</option>
        ))}
      </select>
    </Field>
  );
}

/** A number that is typed. What is no number within the bounds is shown as wrong, and not taken. */
export function Numeric({ label, help, value, min, max, isInteger = false, onChange, disabled = false }: Labelled & {
  readonly value: number; readonly min: number; readonly max: number; readonly isInteger?: boolean;
  readonly onChange: (value: number) => void;
}) {
  const id = useId(), [wrong, setWrong] = useState<string | undefined>(undefined);
  return (
    <Field id={id} label={label}>
      <input
        id={id} type="text" inputMode={isInteger ? 'numeric' : 'decimal'} value={wrong ?? String(value)} title={help}
        disabled={disabled} aria-invalid={wrong !== undefined} autocomplete="off"
        onChange={({ currentTarget: { value: text } }) => {
          const number = Number(text);
          const isRight = text.trim() !== '' && number >= min && number <= max
            && (!isInteger || Number.isInteger(number));
          setWrong(isRight ? undefined : text);
          if (isRight) onChange(number);
        }}
      />
      {wrong !== undefined && (
        <span class="wrong" role="alert">{isInteger ? 'a whole number' : 'a number'} from {min} to {max}</span>
      )}
    </Field>
  );
}

/** A number chosen by sliding, of those given. */
export function Slide({ label, help, value, values, words = String, onChange, disabled = false }: Labelled & {
  readonly value: number; readonly values: readonly number[]; readonly words?: (value: number) => string;
  readonly onChange: (value: number) => void;
}) {
  const id = useId(), distance = (i: number): number => Math.abs(values[i] - value);
  const at = values.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
  return (
    <Field id={id} label={label} shown={words(value)}>
      <input
        id={id} type="range" min={0} max={values.length - 1} step={1} value={at} title={help} disabled={disabled}
        aria-valuetext={words(value)}
        onInput={({ currentTarget }) => { onChange(values[Number(currentTarget.value)]); }}
      />
    </Field>
  );
}

/** Yes or no. */
export function Check({ label, help, value, onChange, disabled = false }: Labelled & {
  readonly value: boolean; readonly onChange: (value: boolean) => void;
}) {
  return (
    <label class="check" title={help}>
      <input
        type="checkbox" checked={value} disabled={disabled}
        onChange={({ currentTarget }) => { onChange(currentTarget.checked); }}
      />
      {label}
    </label>
  );
}
