/**
 * What the ledger is of: the data that are set, a table, or those of another address.
 * @module
 */
import { useId } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { DropZone } from '../parts/dropZone.tsx';
import { proofData, takeData } from './ledgers.ts';

export function ProofDataFields() {
  const id = useId(), own = proofData.value;
  return (
    <details class="proof-data">
      <summary>Its data: {own === undefined ? 'those that are set here' : own.name}</summary>
      <p class="note">
        A ledger has no data in it, only their SHA-256. Where it is of other data than those that are set here, give
        them: the table as a file, or the address of the page that was trained.
      </p>
      <DropZone
        label="its table" accept=".csv,text/csv,text/plain"
        onFile={(file) => {
          void file.text().then((table) => { takeData({ name: `the table ${file.name}`, own: { table } }); });
        }}
      />
      <div class="field">
        <label for={id} class="label">The address it was trained at, with all from # on</label>
        <input
          id={id} type="text" spellcheck={false} autocomplete="off"
          value={own !== undefined && 'address' in own.own ? own.own.address : ''}
          onChange={({ currentTarget: { value } }) => {
            const address = value.trim();
            takeData(address === '' ? undefined : { name: 'those of the address below', own: { address } });
          }}
        />
      </div>
      {own !== undefined && (
        <div class="buttons"><Button onClick={() => { takeData(undefined); }}>Those that are set here</Button></div>
      )}
    </details>
  );
}
