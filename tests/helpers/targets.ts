import { toLoss, type LossName, type Loss } from '../../lib/losses/index.ts';

/** From any numbers to such as losses mean: as they are, without their signs, to fractions of those, to signs. */
const WAYS: readonly ((v: number) => number)[] = [
  (v) => v,
  Math.abs,
  (v) => Math.abs(v) % 1,
  (v) => (Math.floor(64 * v) % 2 === 0 ? 1 : -1),
];

/** Targets of numbers that the loss can mean, made of those given in the first way that it takes. */
export function meant(loss: LossName | Loss, values: Float32Array): Float32Array {
  const { expectTargets } = toLoss('meant', 'loss', loss);
  for (const way of WAYS) {
    const targets = values.map(way);
    try {
      expectTargets?.('meant', targets);
      return targets;
    } catch {
      continue;
    }
  }
  throw new Error(`meant: there is no way to targets of ${typeof loss === 'string' ? loss : loss.name}`);
}
