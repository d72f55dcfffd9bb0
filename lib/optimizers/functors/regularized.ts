import { expectFloat32Number, expectFloat32Positive } from '../../core/errors.ts';

/**
 * RangeError or TypeError for a rate that is not above 0 or a strength below 0: what TensorFlow of 2019 refuses in FTRL
 * and ProximalAdagrad.
 */
export function expectRegularized(
  who: string, learningRate: number, strengths: Readonly<Record<string, number>>,
): void {
  expectFloat32Positive(who, 'learningRate', learningRate);
  for (const name in strengths) expectFloat32Number(who, name, strengths[name], 0);
}
