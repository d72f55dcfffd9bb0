/**
 * The network: drawn, and made by clicking.
 * @module
 */
import {
  ACTIVATIONS, INITIALIZERS, LAYER, MOST, REPORTS, type LayerSetting,
} from '../../setting.ts';
import { Network } from '../draw/network.tsx';
import { opened } from '../frames.ts';
import { Button } from '../parts/button.tsx';
import { Card } from '../parts/card.tsx';
import { Icon } from '../parts/icons.tsx';
import { selected, symbolOf } from '../selection.ts';
import { change, section, setting, wanting } from '../setting.ts';

const DROPOUTS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];

function setLayers(layers: readonly LayerSetting[]): void {
  change({ layers });
}

function setLayer(at: number, part: Partial<LayerSetting>): void {
  setLayers(setting.value.layers.map((layer, i) => (i === at ? { ...layer, ...part } : layer)));
}

/** A choice without a caption of its own: the table's head has it. */
function Cell<T extends string | number>({ label, value, options, onChange }: {
  readonly label: string; readonly value: T; readonly options: readonly T[]; readonly onChange: (value: T) => void;
}) {
  const all = options.includes(value) ? options : [...options, value];
  return (
    <select
      class="small-select" aria-label={label} value={value}
      onChange={({ currentTarget }) => {
        const chosen = all.find((option) => String(option) === currentTarget.value);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      {all.map((option) => <option key={option} value={option} selected={option === value}>{option}</option>)}
    </select>
  );
}

function Units({ at, layer: { units } }: { readonly at: number; readonly layer: LayerSetting }) {
  const name = `layer ${at + 2}`;
  const set = (to: number): void => { setLayer(at, { units: Math.min(MOST.units, Math.max(1, to)) }); };
  return (
    <span class="stepper">
      <Button label={`One unit fewer in ${name}`} disabled={units <= 1} onClick={() => { set(units - 1); }}>
        <Icon name="remove" />
      </Button>
      <input
        type="text" inputMode="numeric" value={units} aria-label={`Units of ${name}`} autocomplete="off"
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          if (Number.isInteger(next) && next >= 1) set(next);
          currentTarget.value = String(setting.value.layers[at].units);
        }}
      />
      <Button label={`One unit more in ${name}`} disabled={units >= MOST.units} onClick={() => { set(units + 1); }}>
        <Icon name="add" />
      </Button>
    </span>
  );
}

function LayerRow({ at, layer }: { readonly at: number; readonly layer: LayerSetting }) {
  const name = `of layer ${at + 2}`;
  return (
    <tr>
      <th scope="row">{at + 2}</th>
      <td><Units at={at} layer={layer} /></td>
      <td>
        <Cell
          label={`Activation ${name}`} value={layer.activation} options={ACTIVATIONS}
          onChange={(activation) => { setLayer(at, { activation }); }}
        />
      </td>
      <td>
        <Cell
          label={`Dropout ${name}`} value={layer.dropout} options={DROPOUTS}
          onChange={(dropout) => { setLayer(at, { dropout }); }}
        />
      </td>
      <td>
        <Cell
          label={`First weights ${name}`} value={layer.initializer} options={INITIALIZERS}
          onChange={(initializer) => { setLayer(at, { initializer }); }}
        />
      </td>
      <td>
        <Button
          kind="quiet" label={`Remove layer ${at + 2}`}
          onClick={() => { setLayers(setting.value.layers.filter((_, i) => i !== at)); }}
        >
          <Icon name="close" />
        </Button>
      </td>
    </tr>
  );
}

/** Where to go on with what was clicked. */
function Chosen() {
  const what = selected.value;
  if (what === undefined) return null;
  return (
    <p class="note">
      <i class="math">{symbolOf(what)}</i> is chosen:
      {' '}<Button kind="quiet" onClick={() => { section.value = 'look'; }}>look inside</Button>
      <Button kind="quiet" onClick={() => { section.value = 'why'; }}>why does it move?</Button>
    </p>
  );
}

export function NetworkCard() {
  const { layers } = setting.value, own = opened.value, count = own?.parameters;
  return (
    <Card
      title="Network" className="net"
      beside={count !== undefined &&
        <span class="note"><i class="math">θ</i>: {count.toLocaleString('en')} parameters</span>
      }
    >
      {own === undefined
        ? <p class="empty">{wanting.value ?? 'There is no network yet: what is wrong stands above.'}</p>
        : <Network own={own} onSelect={(what) => { selected.value = what; }} />}
      <Chosen />
      <p class="note key-line">
        <svg width="22" height="8" aria-hidden="true"><line class="high" x1="1" y1="4" x2="21" y2="4" /></svg> above 0,
        {' '}<svg width="22" height="8" aria-hidden="true"><line class="low" x1="1" y1="4" x2="21" y2="4" /></svg> below 0.
        {' '}An edge is a weight <i class="math">w</i>, as thick as it is large. A unit adds up what comes in,
        {' '}<i class="math">z</i> = Σ <i class="math">w a</i> + <i class="math">b</i>, and its activation makes
        {' '}<i class="math">a</i> of it.
      </p>
      <div class="scroll">
        <table class="table layers">
          <thead>
            <tr>
              <th scope="col">Layer</th><th scope="col">Units</th><th scope="col">Activation</th>
              <th scope="col" title="The share of its outputs that each training step leaves out">Dropout</th>
              <th scope="col" title="How the first weights are drawn">First weights</th>
              <th><span class="unseen">Remove</span></th>
            </tr>
          </thead>
          <tbody>{layers.map((layer, i) => <LayerRow key={i} at={i} layer={layer} />)}</tbody>
        </table>
      </div>
      <div class="buttons">
        <Button
          disabled={layers.length >= MOST.layers}
          onClick={() => { setLayers([...layers, layers.at(-1) ?? { ...LAYER, units: 8 }]); }}
        >
          <Icon name="add" />Add a layer
        </Button>
        <Button kind="quiet" onClick={() => { change(REPORTS); }}>The report’s network on digits</Button>
      </div>
    </Card>
  );
}
