/**
 * Everything that a checkpoint may name.
 * @module
 */

import { constraintFamily } from '../../constraints/named.ts';
import type { Family } from '../../core/family.ts';
import { initializerFamily } from '../../initializers/named.ts';
import { activationFamily } from '../../layers/activations/named.ts';
import { layerFamily } from '../../layers/named.ts';
import { lossFamily } from '../../losses/named.ts';
import { metricFamily } from '../../metrics/named.ts';
import { regularizerFamily } from '../../regularizers/named.ts';

/** The families by what files call them. Optimizers and their schedules have a form of their own, see `fromConfig`. */
export const families: ReadonlyMap<string, Family<object>> = new Map([
  layerFamily, activationFamily, initializerFamily, regularizerFamily, constraintFamily, lossFamily, metricFamily,
].map((family: Family<object>) => [family.kind, family]));
