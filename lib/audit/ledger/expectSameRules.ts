/**
 * Whether a training of an earlier contract has the bits that this one gives.
 * @module
 */

import { FormatError } from '../../core/errors.ts';
import { SUM_BLOCK } from '../../core/blockSums.ts';
import { bindList, createKernels, type List } from '../../kernels/index.ts';
import { BatchNormalization, LayerNormalization } from '../../layers/index.ts';
import type { Model } from '../../model/index.ts';
import { planFor } from '../../model/planFor.ts';
import type { Bind } from '../../plan/index.ts';
import { isOfSource, type ArraysHeader, type Header } from './records.ts';

/**
 * FormatError, with the version that verifies it, for a ledger of contract 1 whose training has other bits now.
 *
 * Parts of one's own are not told apart: some bits of erf and erfc have changed, and an activation or loss that uses
 * them is taken for one that does not. Nor are rates of 0 that a schedule or callback gives to rprop later.
 */
export function expectSameRules(who: string, header: Header, model: Model): void {
  if (header.contract !== 1 || isOfSource(header)) return;
  const changed = accumulates(header, model) ?? normalizes(model) ?? activates(model) ?? standsStill(model)
    ?? addsUpLongVectors(model);
  if (changed === undefined) return;
  const version = 'bitgrad of contract 1, as it was at commit 83d095d';
  const wanted = `be of a training that contract 2 has not changed, or be verified by ${version}`;
  throw new FormatError(`${who}: the ledger must ${wanted}, got one of contract 1 that ${changed}`);
}

/**
 * Contract 1 gave all gradients that make a step together the same weight, and let them go on into the next epoch: the
 * same where batches are of one size and fill whole steps.
 */
function accumulates({ samples, batchSize }: ArraysHeader, { optimizer, theta, position }: Model): string | undefined {
  const { accumulationSteps = 1 } = optimizer.getConfig(), together = Number(accumulationSteps);
  const { accumulated = 0 } = optimizer.getWeights(theta).scalars, { batch = 0 } = position ?? {};
  if (together === 1 || (samples % (batchSize * together) === 0 && (batch - accumulated) % together === 0)) return;
  return 'accumulates gradients over uneven batches or epochs\' ends';
}

/** Contract 1 took the mean from x at once. */
function normalizes({ layers }: Model): string | undefined {
  const layer = layers.find((one) => one instanceof BatchNormalization || one instanceof LayerNormalization);
  return layer && `has a layer of ${layer.kind}`;
}

const REWRITTEN: readonly string[] =
  ['gelu', 'gelu(approximate)', 'hardSigmoid', 'mish', 'silu', 'softsign', 'swish'];

/** Contract 1 had other formulas of these, or of their gradients. */
function activates({ layers }: Model): string | undefined {
  const names = layers.map(({ activation }) => activation?.name ?? 'linear');
  const name = names.find((one) => REWRITTEN.includes(one));
  return name && `has the activation ${name}`;
}

/** Contract 1 moved a layer whose rate is 0. */
function standsStill({ optimizer }: Model): string | undefined {
  const { name, learningRate, learningRateMultipliers } = optimizer.getConfig();
  if (name !== 'rprop') return undefined;
  const isStill = [learningRate, ...Object.values(learningRateMultipliers ?? {})].includes(0);
  return isStill ? 'has the optimizer rprop with a rate or learningRateMultiplier of 0' : undefined;
}

/** The routines that add up vectors of n elements. */
const SUMS: readonly string[] =
  ['sum', 'dot', 'nrm2', 'rowSums', 'softmax', 'softmaxGradient', 'softmaxCrossentropy'];
/** What makes an optimizer measure θ or ∇. */
const NORMS: readonly string[] = ['clipnorm', 'globalClipnorm'];
const MEASURING: readonly string[] = ['lamb', 'adafactor'];

/** Contract 1 had no blocks. Of an optimizer only its name and options are known, so it may be a shorter vector. */
function addsUpLongVectors(model: Model): string | undefined {
  const lists: List[] = [], { optimizer, theta } = model;
  const bind: Bind<Float32Array> = (k, _, list, arrayOf) => {
    lists.push(list);
    return bindList(k, list, arrayOf);
  };
  planFor(model, createKernels('reference'), 1, bind);
  const { name, ...options } = optimizer.getConfig();
  const measures = MEASURING.includes(String(name)) || NORMS.some((option) => options[option] !== undefined);
  if (!lists.some(hasLongSum) && !(measures && theta.length > SUM_BLOCK)) return undefined;
  return `adds up vectors of more than ${SUM_BLOCK} elements`;
}

function hasLongSum(list: List): boolean {
  return list.some((call) => {
    if ('body' in call) return hasLongSum(call.body);
    if (!('routine' in call) || !SUMS.includes(call.routine.name)) return false;
    const at = call.routine.parameters.findIndex(({ kind, name }) => kind === 'size' && name === 'n');
    return Number(call.args[at]) > SUM_BLOCK;
  });
}
