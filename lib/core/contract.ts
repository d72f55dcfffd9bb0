/** The version of the arithmetic contract: results of equal versions are equal in every bit. Stored in every file that depends on it. */
export const ARITHMETIC_CONTRACT = 1;
