"""Makes metrics.json: metrics of two batches together, by Keras 3, without weights of rows and with them. By scikit-learn: areas,
since Keras' go by thresholds, and averages of precision and recall, which Keras has none of.

Run: python -P metrics.py > metrics.json   (Keras 3.15 on TensorFlow 2.21)
"""

import copy
import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import sklearn
import sklearn.metrics as S

M = keras.metrics
random = np.random.default_rng(2019)

N, SPLIT, CLASSES = 23, 9, 7
scores = (np.round(random.random((N, CLASSES)) * 32) / 32).astype(np.float32)  # equals occur
labels = random.integers(0, CLASSES, N)
one_hot = np.eye(CLASSES)[labels]
yes = (random.random((N, CLASSES)) < 0.375).astype(np.float64)
numbers = np.round(random.standard_normal((N, CLASSES)) * 64) / 64




class Sklearn:
    """A score of all rows together."""

    def __init__(self, score):
        self.score, self.a, self.y, self.w = score, [], [], []

    def update_state(self, y, a, sample_weight=None):
        self.a += list(a)
        self.y += list(y)
        self.w += list(np.ones(len(a)) if sample_weight is None else sample_weight)

    def result(self):
        return self.score(np.array(self.y), np.array(self.a), np.array(self.w))


def flat(score):
    return Sklearn(lambda y, a, w: score(y.flatten(), a.flatten(), sample_weight=np.repeat(w, y.shape[1])))


def per_label(score, weights):
    return Sklearn(lambda y, a, w: np.average([score(y[:, j], a[:, j], sample_weight=w) for j in range(CLASSES)], weights=weights))


def average(score, kind, threshold=0.5, **options):
    def decide(y, a, w):
        said = np.eye(CLASSES)[a.argmax(1)] if threshold is None else a > threshold
        y = np.eye(CLASSES)[y] if y.ndim == 1 else y
        return score(y, said, average=kind, sample_weight=w, zero_division=0, **options)

    return Sklearn(decide)


class OfLoss:
    """The mean of a loss of Keras over rows, by their weights."""

    def __init__(self, loss, **options):
        self.loss, self.options, self.total, self.seen = loss, options, 0.0, 0.0

    def update_state(self, y, a, sample_weight=None):
        losses = np.array(self.loss(y.astype(np.float32), a, **self.options), np.float64)
        weights = np.ones(len(a)) if sample_weight is None else sample_weight
        self.total += (losses * weights).sum()
        self.seen += weights.sum()

    def result(self):
        return self.total / self.seen


THRESHOLDS = [0.25, 0.75]
LABEL_WEIGHTS = [1, 2, 0.5, 1, 3, 0.25, 1]
L = keras.losses
CASES = [
    ("binaryAccuracy", {}, M.BinaryAccuracy(), "yes"),
    ("binaryAccuracy", {"threshold": 0.75}, M.BinaryAccuracy(threshold=0.75), "yes"),
    ("categoricalAccuracy", {}, M.CategoricalAccuracy(), "one_hot"),
    ("sparseCategoricalAccuracy", {}, M.SparseCategoricalAccuracy(), "labels"),
    ("topKCategoricalAccuracy", {}, M.TopKCategoricalAccuracy(), "one_hot"),
    ("topKCategoricalAccuracy", {"k": 2}, M.TopKCategoricalAccuracy(k=2), "one_hot"),
    ("sparseTopKCategoricalAccuracy", {}, M.SparseTopKCategoricalAccuracy(), "labels"),
    ("sparseTopKCategoricalAccuracy", {"k": 3}, M.SparseTopKCategoricalAccuracy(k=3), "labels"),
    ("precision", {}, M.Precision(), "yes"),
    ("precision", {"threshold": 0.8125}, M.Precision(thresholds=0.8125), "yes"),
    ("recall", {}, M.Recall(), "yes"),
    ("recall", {"threshold": 0.25}, M.Recall(thresholds=0.25), "yes"),
    ("f1Score", {}, M.F1Score(average="micro", threshold=0.5), "yes"),
    ("f1Score", {"threshold": 0.25}, M.F1Score(average="micro", threshold=0.25), "yes"),
    ("auc", {}, flat(S.roc_auc_score), "yes"),
    ("meanSquaredError", {}, M.MeanSquaredError(), "numbers"),
    ("meanAbsoluteError", {}, M.MeanAbsoluteError(), "numbers"),
    ("rootMeanSquaredError", {}, M.RootMeanSquaredError(), "numbers"),
    ("meanAbsolutePercentageError", {}, M.MeanAbsolutePercentageError(), "apart"),
    ("cosineSimilarity", {}, M.CosineSimilarity(), "numbers"),
    ("r2Score", {}, M.R2Score(), "numbers"),
    ("r2Score", {"classAggregation": "varianceWeightedAverage"}, M.R2Score(class_aggregation="variance_weighted_average"), "numbers"),
    ("r2Score", {"classAggregation": None}, M.R2Score(class_aggregation=None), "numbers"),
    ("precision", {"topK": 2}, M.Precision(top_k=2), "apartYes"),
    ("recall", {"topK": 3, "threshold": 0.75}, M.Recall(top_k=3, thresholds=0.75), "apartYes"),
    ("precision", {"classId": 4}, M.Precision(class_id=4), "yes"),
    ("recall", {"classId": 2, "threshold": 0.25}, M.Recall(class_id=2, thresholds=0.25), "yes"),
    ("recall", {"classId": 0, "topK": 3}, M.Recall(class_id=0, top_k=3), "apartYes"),
    ("precision", {"threshold": THRESHOLDS}, M.Precision(thresholds=THRESHOLDS), "yes"),
    ("recall", {"threshold": THRESHOLDS}, M.Recall(thresholds=THRESHOLDS), "yes"),
    ("precision", {"average": "macro"}, average(S.precision_score, "macro"), "yes"),
    ("precision", {"average": "weighted"}, average(S.precision_score, "weighted"), "yes"),
    ("precision", {"average": None}, average(S.precision_score, None), "yes"),
    ("precision", {"average": "macro", "threshold": None}, average(S.precision_score, "macro", None), "one_hot"),
    ("recall", {"average": "macro"}, average(S.recall_score, "macro"), "yes"),
    ("recall", {"average": "weighted"}, average(S.recall_score, "weighted"), "yes"),
    ("recall", {"average": "weighted", "threshold": None}, average(S.recall_score, "weighted", None), "labels"),
    ("f1Score", {"average": "macro", "threshold": 0.5}, M.F1Score(average="macro", threshold=0.5), "yes"),
    ("f1Score", {"average": "weighted", "threshold": 0.5}, M.F1Score(average="weighted", threshold=0.5), "yes"),
    ("f1Score", {"average": None, "threshold": 0.5}, M.F1Score(threshold=0.5), "yes"),
    ("f1Score", {"average": None, "threshold": None}, M.F1Score(), "apartYes"),
    ("f1Score", {"average": "macro", "threshold": None}, M.F1Score(average="macro"), "apartYes"),
    ("fBeta", {"beta": 2, "threshold": 0.5}, M.FBetaScore(average="micro", beta=2.0, threshold=0.5), "yes"),
    ("fBeta", {"beta": 0.5, "average": "macro", "threshold": 0.25}, M.FBetaScore(average="macro", beta=0.5, threshold=0.25), "yes"),
    ("fBeta", {"beta": 0.5, "average": "weighted"}, average(S.fbeta_score, "weighted", beta=0.5), "yes"),
    ("truePositives", {}, M.TruePositives(), "yes"),
    ("falsePositives", {"threshold": 0.75}, M.FalsePositives(thresholds=0.75), "yes"),
    ("trueNegatives", {}, M.TrueNegatives(), "yes"),
    ("falseNegatives", {"threshold": THRESHOLDS}, M.FalseNegatives(thresholds=THRESHOLDS), "yes"),
    ("auc", {"curve": "PR"}, flat(S.average_precision_score), "yes"),
    ("auc", {"multiLabel": True}, per_label(S.roc_auc_score, None), "yes"),
    ("auc", {"multiLabel": True, "curve": "PR", "labelWeights": LABEL_WEIGHTS}, per_label(S.average_precision_score, LABEL_WEIGHTS), "yes"),
    ("binaryCrossentropy", {}, OfLoss(L.binary_crossentropy), "yes"),
    ("categoricalCrossentropy", {}, OfLoss(L.categorical_crossentropy), "one_hot"),
    ("sparseCategoricalCrossentropy", {}, OfLoss(L.sparse_categorical_crossentropy), "labels"),
    ("huber", {"delta": 0.5}, OfLoss(L.huber, delta=0.5), "numbers"),
    ("logCosh", {}, OfLoss(L.log_cosh), "numbers"),
    ("hinge", {}, OfLoss(L.hinge), "signs"),
]
# what needs no two equals among the largest, and numbers away from 0
apart = np.where(np.abs(numbers) < 0.125, 0.5, numbers)
weights = np.round(random.random(N) * 16 + 1) / 8
apart_scores = ((np.argsort(random.random((N, CLASSES)), axis=1) * 8 + 5) / 64).astype(np.float32)
targets = {"apart": apart, "apartYes": yes, "signs": 2 * yes - 1, "yes": yes, "one_hot": one_hot, "labels": labels, "numbers": numbers}


def of_batches(metric, kind, is_weighted):
    for part in (slice(0, SPLIT), slice(SPLIT, N)):
        own = weights[part] if is_weighted else None
        a = apart_scores if kind == "apartYes" else scores
        # Keras' counts spread weights over outputs only where they have an axis for them
        if own is not None and isinstance(metric, CONFUSIONS):
            own = own[:, None]
        metric.update_state(targets[kind][part], a[part], sample_weight=own)
    return np.array(metric.result(), np.float64).tolist()


CONFUSIONS = (M.Precision, M.Recall, M.TruePositives, M.FalsePositives, M.TrueNegatives, M.FalseNegatives)
rows = []
for name, options, metric, kind in CASES:
    again = copy.deepcopy(metric) if isinstance(metric, (Sklearn, OfLoss)) else type(metric).from_config(metric.get_config())
    rows.append(
        {"name": name, "options": options, "targets": kind, "result": of_batches(metric, kind, False), "weighted": of_batches(again, kind, True)}
    )

source = f"tests/vectors/metrics.py, Keras {keras.__version__}, its counts in binary32, and scikit-learn {sklearn.__version__}"
data = {"source": source, "classes": CLASSES, "split": SPLIT, "scores": scores.flatten().tolist()}
data |= {"apartScores": apart_scores.flatten().tolist(), "weights": weights.tolist()}
data |= {"targets": {kind: values.flatten().astype(float).tolist() for kind, values in targets.items()}, "cases": rows}
print(json.dumps(data))
