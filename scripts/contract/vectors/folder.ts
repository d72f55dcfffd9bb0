/** Where the known answers are, from the root of the repository. */
export const FOLDER = 'tests/vectors/contract';
