"""Section 15: metrics of all examples, in binary64. NumPy's argmax is the section's, of NaN and of equals too."""

import math
import numpy as np
from . import routines
from .answers import F32

def in_top(row, c, k):
    return not np.isnan(row).any() and np.isfinite(row[c]) and (row > row[c]).sum() < k

def r2(a, y):
    mean, spread, error, count = 0.0, 0.0, 0.0, 0
    for value, target in zip(a, y):
        count, before = count + 1, target - mean
        mean = mean + before / count
        spread, error = spread + before * (target - mean), error + (target - value) * (target - value)
    return 1 - error / spread if spread else math.nan if math.isnan(error) else float(error == 0)

def cosine(outputs, vectors):
    """Minus the mean of the loss of section 12."""
    def directions(x):
        squares = routines.lanes_sum(x * x)
        return x / np.sqrt(np.where(squares < F32(1e-12), F32(1e-12), squares))[:, None]
    total = 0.0
    for loss in routines.lanes_sum(-(directions(vectors.astype(F32)) * directions(outputs))).tolist():
        total = total + loss
    return -(total / len(outputs))

def metric(name, options, outputs, targets, negative=0):
    """`targets` are labels, or a matrix like the outputs; `negative` is the target that means no, -1 for hinge."""
    labels = np.ndim(targets) == 1
    vectors = np.eye(outputs.shape[1], dtype=F32)[targets] if labels else targets
    if name == 'accuracy':
        several = 'categoricalAccuracy' if outputs.shape[1] > 1 else 'binaryAccuracy'
        name = 'sparseCategoricalAccuracy' if labels else several
    if name.lower().endswith('categoricalaccuracy'):
        classes = targets if name.startswith('sparse') else [np.argmax(row) for row in vectors]
        k = options.get('k', 5) if 'TopK' in name or 'topK' in name else None
        return np.mean([in_top(row, c, k) if k else not np.isnan(row).any() and np.argmax(row) == c
                      for row, c in zip(outputs, classes)])
    a, y = outputs.reshape(-1), vectors.reshape(-1)
    halfway = (negative + 1) / 2
    threshold, target_threshold = [F32(options.get(key, halfway)) for key in ('threshold', 'targetThreshold')]
    yes, no = a > threshold, a <= threshold
    if name == 'binaryAccuracy':
        high, low = (y == 1, y == negative)
        if 'targetThreshold' in options:
            high, low = (y > target_threshold, y <= target_threshold)
        return np.mean((yes & high) | (no & low))
    if name in ('precision', 'recall', 'f1Score', 'fBeta') or name.endswith('itives') or name.endswith('gatives'):
        said, positive, square = yes, y > target_threshold, options.get('beta', 1) ** 2
        tp, fp, fn, tn = [int(truths.sum()) for truths in
                          (said & positive, said & ~positive, ~said & positive, ~said & ~positive)]
        right, of = {'precision': (tp, tp + fp), 'recall': (tp, tp + fn), 'f1Score': (2 * tp, 2 * tp + fp + fn),
                     'fBeta': ((1 + square) * tp, (1 + square) * tp + square * fn + fp), 'truePositives': (tp, 1),
                     'falsePositives': (fp, 1), 'falseNegatives': (fn, 1), 'trueNegatives': (tn, 1)}[name]
        return math.nan if np.isnan(a).any() else right / of if of else 0.0
    if name == 'auc':
        positives, negatives = a[y > target_threshold], a[y <= target_threshold]
        total = sum(int((negatives < p).sum() + (negatives <= p).sum()) for p in positives)
        pairs = len(positives) * len(negatives)
        return math.nan if np.isnan(a).any() or pairs == 0 else total / (2 * pairs)
    if name == 'r2Score':
        return np.mean([r2(own.tolist(), target.tolist()) for own, target in zip(outputs.T, vectors.T)])
    if name == 'cosineSimilarity':
        return cosine(outputs, vectors)
    if name == 'meanAbsolutePercentageError':
        total = 0.0
        for value, target in zip(a.tolist(), y.tolist()):
            total = total + 100 * abs(value - target) / max(abs(target), 1e-7)
        return total / len(a)
    isRoot, name = name == 'rootMeanSquaredError', name.replace('rootMean', 'mean')
    power = {'meanAbsoluteError': abs, 'meanSquaredError': lambda d: d * d}[name]
    total = 0.0
    for value, target in zip(a.tolist(), y.tolist()):
        total = total + power(value - target)
    return math.sqrt(total / len(a)) if isRoot else total / len(a)
