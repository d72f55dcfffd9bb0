/**
 * Known answers of what J makes of the losses of rows: reductions, labels that do not count, and seeds of one's own.
 * @module
 */
import { dense, dropout, sequential, sgd } from '../../../lib/index.ts';
import { glorotUniform } from '../../../lib/initializers/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { sparseCategoricalCrossentropy, type Reduction } from '../../../lib/losses/index.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import { bits64, tensor } from './format.ts';
import { operands } from './numbers.ts';

const ROWS = 5, IGNORED = -1;

export function reductionVectors(): Json {
  const x = operands(ROWS * 3, 90), y = [2, IGNORED, 1, 0, IGNORED], weights = operands(ROWS, 91, 0, 2);
  const cases = (['mean', 'sum', 'meanWithSampleWeight'] as Reduction[]).flatMap((reduction) =>
    [true, false].map((isWeighted) => {
      const model = sequential([
        dense({ units: 4, activation: 'tanh', inputShape: [3], kernelInitializer: glorotUniform({ seed: 11 }) }),
        dropout({ rate: 0.25, seed: 12 }), dense({ units: 3, activation: 'softmax' }),
      ], { seed: 6, maxBatch: 2, kernels: createKernels('reference') });
      const loss = sparseCategoricalCrossentropy({ ignoreClass: IGNORED, reduction });
      model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss });
      const theta0 = tensor(model.theta.slice()), steps = Array.from({ length: 2 }, () => {
        const got = model.trainOnBatch(x, y, isWeighted ? { sampleWeight: weights } : {});
        return { loss: bits64(got.loss), gradient: tensor(model.gradient), theta: tensor(model.theta) };
      });
      return { reduction, isWeighted, theta0, steps, evaluate: bits64(model.evaluate(x, y).loss) };
    }));
  return {
    about: 'sections 7 to 9 and 12: a stack with seed 6 and maxBatch 2: dense of 4 with tanh, its kernel drawn with '
      + 'seed 11; dropout 0.25 with seed 12; dense of 3 with softmax. Sgd with rate 0.5; '
      + `sparseCategoricalCrossentropy with ignoreClass ${IGNORED} and the reduction of the case; the same batch of 5 `
      + 'twice, with sampleWeight where the case is weighted. Of each step the loss, the gradient, and theta after '
      + 'it. At the end evaluate, the loss without weights',
    x: tensor(x, [ROWS, 3]), y, sampleWeight: tensor(weights), cases,
  };
}
