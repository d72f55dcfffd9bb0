/**
 * Models for programs that are bundled: of the library they bring only what the program itself imports.
 *
 * A model of `bitgrad/model` knows losses, metrics and optimizers by name, so that a bundle has all of them. These know
 * none: `compile` is given what functions make. All else is the same, the bits too.
 * @module
 */

export { input, type InputOptions } from '../graph/index.ts';
export type { FunctionalOptions } from '../model/functional.ts';
export type { SequentialModel, SequentialOptions } from '../model/sequentialModel.ts';
export { model, sequential } from './models.ts';
