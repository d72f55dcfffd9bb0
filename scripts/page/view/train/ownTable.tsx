/**
 * A table that is dropped, chosen, or pasted.
 * @module
 */
import { useState } from 'preact/hooks';
import type { OwnTable } from '../../setting.ts';
import { DropZone } from '../parts/dropZone.tsx';
import { Numeric } from '../parts/field.tsx';
import { change } from '../setting.ts';
import { lastTable, tableOf } from './ownData.ts';

const MOST_BYTES = 20_000_000;

export function OwnTableFields({ data }: { readonly data: OwnTable }) {
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const take = async (file: File): Promise<void> => {
    if (file.size > MOST_BYTES) {
      setProblem(`${file.name} has ${file.size.toLocaleString('en')} bytes; at most 20 million are taken.`);
      return;
    }
    const table = tableOf(await file.text());
    setProblem(undefined);
    lastTable.value = table;
    change({ data: table });
  };
  return (
    <>
      <DropZone accept=".csv,text/csv,text/plain" label="a CSV file" onFile={(file) => { void take(file); }}>
        {data.text === undefined ? 'Its first row has names; the last column is what is sought.'
          : `${(data.text.split('\n').length - 1).toLocaleString('en')} rows are here; another may follow.`}
      </DropZone>
      {problem !== undefined && <p class="problem" role="alert">{problem}</p>}
      {data.text !== undefined && (
        <div class="fields">
          <Numeric
            label="Rows held back for tests" value={data.test} min={0} max={100_000} isInteger
            onChange={(test) => { change({ data: { ...data, test } }); }}
          />
        </div>
      )}
      <p class="note">
        Numbers are standardized, words become columns of 0 and 1. Nothing leaves this browser
        {data.text !== undefined && data.text.length > 2000 && ': the address has only the SHA-256 of the file'}.
      </p>
    </>
  );
}
