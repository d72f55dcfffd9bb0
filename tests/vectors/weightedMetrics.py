"""Writes weightedMetrics.json: weighted metrics, evaluate with steps, class weights and predict, as Keras has them.

pip install keras==3.15.1 tensorflow-cpu==2.21.0 scikit-learn && python -P weightedMetrics.py
"""

import json
import numpy as np
import keras
from sklearn.utils.class_weight import compute_class_weight

random = np.random.default_rng(16)
DATA = {
    'x': random.uniform(-1, 1, (10, 3)),
    'weights': [1, 0.5, 2, 0, 3, 1.25, 0.75, 1, 0, 4],
    'kernels': {n: random.uniform(-2, 2, (3, n)) for n in (1, 3)},
    'y': {
        'linear': random.uniform(-1, 1, (10, 1)),
        'sigmoid': random.integers(0, 2, (10, 1)),
        'softmax': np.array([0, 2, 1, 2, 0, 0, 1, 2, 2, 0]),
    },
}
x, weights = np.float32(DATA['x']), np.float32(DATA['weights'])
cases = []
for activation, loss, names, class_weight in [
    ('linear', 'mse', ['mae', 'mse'], None),
    ('sigmoid', 'binary_crossentropy', ['accuracy', 'BinaryAccuracy', 'Precision', 'Recall'], {0: 0.5, 1: 3}),
    ('softmax', 'sparse_categorical_crossentropy', ['accuracy'], {0: 2, 1: 0.25, 2: 1.5}),
]:
    kernel = np.float32(DATA['kernels'][3 if activation == 'softmax' else 1])
    y = DATA['y'][activation].astype('float32')

    def compiled():
        model = keras.Sequential(
            [keras.layers.Input((3,)), keras.layers.Dense(kernel.shape[1], activation=activation, use_bias=False)]
        )
        model.set_weights([kernel])
        model.compile(keras.optimizers.SGD(0.1), loss, metrics=names, weighted_metrics=names)
        return model

    def evaluated(**options):
        logs = compiled().evaluate(x, y, verbose=0, return_dict=True, **options)
        return {name: float(value) for name, value in logs.items()}

    case = {
        'activation': activation,
        'loss': loss,
        'metrics': names,
        'kernel': kernel.ravel().tolist(),
        'y': y.ravel().tolist(),
        'plain': evaluated(),
        'weighted': evaluated(sample_weight=weights),
        'steps': evaluated(sample_weight=weights, batch_size=4, steps=2),
        'predicted': compiled().predict(x, batch_size=3, steps=2, verbose=0).ravel().tolist(),
    }
    if class_weight is not None:
        case['classWeight'] = class_weight
        case['balanced'] = compute_class_weight('balanced', classes=np.unique(y), y=y.ravel()).tolist()
        for name, given in [('trained', class_weight), ('trainedBalanced', dict(enumerate(case['balanced'])))]:
            model = compiled()
            history = model.fit(x, y, batch_size=10, epochs=2, shuffle=False, class_weight=given, verbose=0).history
            case[name] = {
                'kernel': model.get_weights()[0].ravel().tolist(),
                'history': {key: [float(v) for v in values] for key, values in history.items()},
            }
    cases.append(case)

with open('weightedMetrics.json', 'w') as file:
    json.dump(
        {
            'source': f'weightedMetrics.py with Keras {keras.__version__} on TensorFlow, in binary32',
            'x': x.ravel().tolist(),
            'weights': DATA['weights'],
            'cases': cases,
        },
        file,
        indent=1,
    )
    file.write('\n')
