/**
 * Which class was read as which.
 * @module
 */
import { useId } from 'preact/hooks';
import { parts, useParts } from '../frames.ts';

/** A table of test examples: rows in truth, columns as read. */
export function ConfusionMatrix({ classes }: { readonly classes: readonly string[] }) {
  useParts(() => ({ confusion: true }));
  const id = useId(), own = parts.confusion.value, counts = own?.counts, size = classes.length;
  const hasAny = own !== undefined && own.examples > 0;
  let most = 1;
  counts?.forEach((count, i) => { if (i % (size + 1) !== 0) most = Math.max(most, count); });
  const level = (count: number, isRight: boolean): string => (
    count === 0 ? 'none' : isRight ? 'right' : `wrong-${Math.min(4, Math.ceil((4 * count) / most))}`);
  return (
    <div class="scroll">
      <p class="note" id={id}>
        {!hasAny ? 'There are no test examples.'
          : `Of ${own.examples.toLocaleString('en')} test examples: rows are the truth, columns what was read.`}
      </p>
      {hasAny && <table class={size > 4 ? 'confusion many' : 'confusion'} aria-labelledby={id}>
        <thead>
          <tr><td />{classes.map((name) => <th key={name} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {classes.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {classes.map((other, column) => {
                const count = counts?.[row * size + column];
                return (
                  <td key={other} class={count === undefined ? 'none' : level(count, row === column)}>
                    {count === undefined ? '' : count === 0 && row !== column ? '·' : count}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>}
    </div>
  );
}
