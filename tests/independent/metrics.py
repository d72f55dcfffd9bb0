"""Section 15: metrics of all examples, in binary64. NumPy's argmax is the section's, of NaN and of equals too."""

import math
import numpy as np
from .answers import F32

def in_top(row, c, k):
    return not np.isnan(row).any() and np.isfinite(row[c]) and (row > row[c]).sum() < k

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
    if name in ('precision', 'recall', 'f1Score'):
        positive = y > target_threshold
        tp, fp, fn = [int(truths.sum()) for truths in (yes & positive, yes & ~positive, ~yes & positive)]
        right, of = {'precision': (tp, tp + fp), 'recall': (tp, tp + fn), 'f1Score': (2 * tp, 2 * tp + fp + fn)}[name]
        return math.nan if np.isnan(a).any() else right / of if of else 0.0
    if name == 'auc':
        positives, negatives = a[y > target_threshold], a[y <= target_threshold]
        total = sum(int((negatives < p).sum() + (negatives <= p).sum()) for p in positives)
        pairs = len(positives) * len(negatives)
        return math.nan if np.isnan(a).any() or pairs == 0 else total / (2 * pairs)
    power = {'meanAbsoluteError': abs, 'meanSquaredError': lambda d: d * d}[name]
    total = 0.0
    for value, target in zip(a.tolist(), y.tolist()):
        total = total + power(value - target)
    return total / len(a)
