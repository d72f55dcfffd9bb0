/**
 * The version of the arithmetic contract.
 * @module
 */

/**
 * Results of equal versions are equal in every bit; version 2 is that of bitgrad 0.2.0. Every file that depends on it
 * says which it is of.
 */
export const ARITHMETIC_CONTRACT = 2;

/** Whether files of that version are read: those of this version, and of all earlier ones. */
export function isKnownContract(contract: unknown): contract is number {
  return Number.isInteger(contract) && Number(contract) >= 1 && Number(contract) <= ARITHMETIC_CONTRACT;
}
