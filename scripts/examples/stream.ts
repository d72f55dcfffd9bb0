// A stream that never ends: a model follows a sensor whose wave it has never seen whole, batch by batch as it comes.
import { setTimeout as sleep } from 'node:timers/promises';
import { dense, sequential } from 'bitgrad';
import { Philox } from 'bitgrad/random';

const SEEN = 8, BATCH = 32; // from eight values the model is to say the next

/** Whatever comes in: here a noisy wave, a value a step, in batches as they get full. It has no end. */
async function* sensor() {
  const random = new Philox(1, 0), values: number[] = [];
  for (let t = 0; ; t++) {
    values.push(Math.sin(t / 3) + 0.5 * Math.sin(t / 7) + 0.05 * (random.nextFloat() - 0.5));
    if (values.length < SEEN + BATCH) continue;
    await sleep(0); // the next values come when they come
    const x = Array.from({ length: BATCH }, (_, i) => values.slice(i, i + SEEN));
    yield { x, y: values.slice(SEEN) };
    values.splice(0, BATCH);
  }
}

const hidden = dense({ units: 16, activation: 'tanh', inputShape: [SEEN] });
const model = sequential([hidden, dense({ units: 1 })], { seed: 0 });
model.compile({ optimizer: 'adam', loss: 'mse' });

const until = { // nobody knows beforehand how long it takes
  onEpochEnd(epoch: number, { loss = 1 }: { readonly loss?: number }) {
    console.log(`after ${(epoch + 1) * 100 * BATCH} values the error is ${Math.sqrt(loss).toFixed(3)}`);
    model.stopTraining = loss < 0.0025;
  },
};
const stream = sensor();
await model.fit(stream, { epochs: 1000, stepsPerEpoch: 100, callbacks: until });

const { value: now } = await sensor().next(), guessed = model.predict(now?.x ?? []);
for (const i of [0, 8, 16, 24]) {
  const dots = (value = 0) => ' '.repeat(Math.round(20 + 12 * value));
  console.log(`${dots(now?.y[i])}o  came\n${dots(guessed[i])}x  was expected`);
}
