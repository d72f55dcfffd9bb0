/**
 * What is trained on: which data, how many, how noisy.
 * @module
 */
import { Card } from '../parts/card.tsx';
import { Numeric, Slide } from '../parts/field.tsx';
import { change, setting } from '../setting.ts';
import { DATA, KINDS, type DataKind, type DrawnData } from '../../setting.ts';
import { lastPoints, lastTable } from './ownData.ts';
import { OwnPointsFields } from './ownPoints.tsx';
import { OwnTableFields } from './ownTable.tsx';
import { Thumbnail } from './thumbnail.tsx';

const NAMES: Readonly<Record<DataKind, string>> = {
  spirals: 'Spirals', circles: 'Circles', xor: 'Xor', gaussians: 'Two clouds', sine: 'Sine', digits: 'Digits',
  points: 'Your points', csv: 'Your CSV',
};

const SAID: Readonly<Record<DataKind, string>> = {
  spirals: 'Two classes of points, wound into each other: no straight line parts them.',
  circles: 'A disc of one class within a ring of the other.',
  xor: 'A point’s class says whether its two coordinates have equal signs.',
  gaussians: 'Two clouds of points, of normally distributed coordinates: a straight line nearly does.',
  sine: 'Regression: a number y is sought for each x, from points near a sine.',
  digits: 'Handwritten digits as built in, drawn by the seed; 28 × 28 pixels in 0 … 1, ten classes.',
  points: 'Click into the plane to place points of a class.',
  csv: 'A table of yours: the last column is what is sought.',
};

const COUNTS = [20, 50, 100, 200, 400, 1000, 2000];
const DIGIT_COUNTS = [320, 1000, 3200, 10_000, 20_000, 40_000];
const NOISES = [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5];

/** Where there is no table yet. */
const NONE = '0'.repeat(64);

/** Chooses a kind; the reader's own data come back as they were. */
function choose(kind: DataKind): void {
  const { data } = setting.value;
  if (data.kind === kind) return;
  if (kind === 'points') change({ data: lastPoints.value });
  else if (kind === 'csv') change({ data: lastTable.value ?? { kind, text: undefined, sha256: NONE, test: 0 } });
  else change({ data: DATA[kind] });
}

function Seed() {
  return (
    <Numeric
      label="Seed" value={setting.value.seed} min={0} max={Number.MAX_SAFE_INTEGER} isInteger
      onChange={(seed) => { change({ seed }); }}
    />
  );
}

function DrawnFields({ data }: { readonly data: DrawnData }) {
  const isDigits = data.kind === 'digits', counts = isDigits ? DIGIT_COUNTS : COUNTS;
  const to = (part: Partial<DrawnData>): void => { change({ data: { ...data, ...part } }); };
  return (
    <div class="fields">
      <Slide
        label="Training examples" value={data.count} values={counts} words={(n) => n.toLocaleString('en')}
        onChange={(count) => { to({ count }); }}
      />
      <Slide
        label="Test examples" value={data.test} values={isDigits ? [100, 500, 1000, 5000] : COUNTS}
        words={(n) => n.toLocaleString('en')} onChange={(test) => { to({ test }); }}
      />
      {!isDigits && (
        <Slide label="Noise, σ" value={data.noise} values={NOISES} onChange={(noise) => { to({ noise }); }} />
      )}
      <Seed />
    </div>
  );
}

export function DataCard() {
  const { data } = setting.value;
  return (
    <Card title="Data" className="data">
      <div class="choices" role="radiogroup" aria-label="Which data">
        {KINDS.map((kind) => (
          <label key={kind} class="choice">
            <input
              type="radio" name="data" value={kind} checked={data.kind === kind}
              onChange={() => { choose(kind); }}
            />
            <Thumbnail kind={kind} />
            {NAMES[kind]}
          </label>
        ))}
      </div>
      <p class="note">{SAID[data.kind]}</p>
      {data.kind === 'points' ? <OwnPointsFields data={data} />
        : data.kind === 'csv' ? <OwnTableFields data={data} /> : <DrawnFields data={data} />}
      {data.kind === 'points' || data.kind === 'csv' ? <div class="fields"><Seed /></div> : null}
      <p class="note">The seed governs all that is random. Equal seeds give equal bits, on every machine.</p>
    </Card>
  );
}
