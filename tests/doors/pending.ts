/** Doors, and options of any door, that are not yet held to this. */
export const PENDING: readonly string[] = [
  'classWeight',
  'random/normalRowsInto', 'random/uniformRowsInto', 'random/normalInto', 'random/truncatedNormalInto',
    'random/uniformInto', 'random/shuffleInto', 'random/stream',
  'node/jsonlFile', 'node/ledgerFile', 'node/loadFile', 'node/readIdxFile', 'node/readMnist', 'node/saveFile',
    'node/writeFileAtomically',
  'audit/checkGradients', 'audit/trace', 'audit/explainGradient', 'audit/readLedger', 'audit/verifyLedger',
    'audit/fromJsonl',
  'audit/toJsonl', 'audit/diagnose', 'audit/numerics', 'audit/locateDifference', 'metrics/confusionMatrix',
  'optimizers/minimize', 'optimizers/Optimizer.minimize', 'optimizers/Optimizer.computeGradients',
];
