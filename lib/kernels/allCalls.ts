/**
 * What makes calls, of routines and formulas. Nothing is checked, as tables check nothing.
 * @module
 */

export * from './callsOfFormulas.ts';
export * from './callsOfRoutines.ts';
