/**
 * The doors of every entry of the package.
 * @module
 */
import type { Doors } from '../argument.ts';
import { formulas as formula, kernels, random } from './arithmetic.ts';
import { data } from './data.ts';
import { exchange } from './exchange.ts';
import { curvature, linalg, minimizers, optimizers } from './optimization.ts';
import { audit, formats, node } from './reports.ts';
import { worker } from './worker.ts';
import { constraints, initializers, layers, lean, losses, metrics, model, regularizers } from './training.ts';

export const DOORS: Readonly<Record<string, Doors>> = {
  audit, constraints, curvature, data, exchange, formats, formula, initializers, kernels, layers, lean, linalg, losses,
    metrics, minimizers, model, node, optimizers, random,
  regularizers, worker,
};
