"""Makes keras.json: layers of normalisation, regularizers and constraints as Keras computes them in binary64.

Run: python -P tests/vectors/keras.py   (needs keras and tensorflow; -P, since random.py lies beside this script)
"""

import json
import platform
import re
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

keras.backend.set_floatx('float64')
rng = np.random.default_rng(4)


def operands(*shape):
    """Multiples of 1/128 in (-2, 2), so that binary32 holds them exactly."""
    return rng.integers(-255, 256, shape) / 128


def flat(tensor):
    return np.asarray(tensor, dtype=np.float64).ravel().tolist()


def normalization(name, layer, shape, batch):
    x, dy = operands(batch, *shape), operands(batch, *shape)
    layer.build((None, *shape))
    for variable in layer.trainable_variables:
        variable.assign(operands(*variable.shape))
    given = [flat(v) for v in layer.trainable_variables]
    xt = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(xt)
        y = layer(xt, training=True)
        j = tf.reduce_sum(y * dy)
    grads = tape.gradient(j, [xt] + [v.value for v in layer.trainable_variables])
    return {
        'name': name, 'inputShape': list(shape), 'batch': batch, 'x': flat(x), 'dy': flat(dy), 'parameters': given, 'y': flat(y), 'dx': flat(grads[0]),
        'gradients': [flat(g) for g in grads[1:]], 'state': [flat(v) for v in layer.non_trainable_variables], 'inference': flat(layer(xt, training=False)),
    }


REGULARIZED = {
    'l2 on the kernel': dict(kernel_regularizer=keras.regularizers.L2(0.05)),
    'l1 on the bias': dict(bias_regularizer=keras.regularizers.L1(0.125)),
    'l1l2 on the activity': dict(activity_regularizer=keras.regularizers.L1L2(0.03, 0.02)),
    'all by name': dict(kernel_regularizer='l1', bias_regularizer='l2', activity_regularizer='l2'),
    'maxNorm': dict(kernel_constraint=keras.constraints.MaxNorm(0.75)),
    'maxNorm of rows': dict(kernel_constraint=keras.constraints.MaxNorm(0.75, axis=1)),
    'unitNorm': dict(kernel_constraint=keras.constraints.UnitNorm(), bias_constraint=keras.constraints.UnitNorm()),
    'nonNeg': dict(kernel_constraint=keras.constraints.NonNeg(), bias_constraint=keras.constraints.NonNeg()),
    'minMaxNorm of all': dict(kernel_constraint=keras.constraints.MinMaxNorm(0.5, 1.0, 0.7, axis=[0, 1])),
    'minMaxNorm': dict(kernel_constraint=keras.constraints.MinMaxNorm(1.5, 2.5, 0.25)),
}


def trained(name, options):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation='tanh', **options), keras.layers.Dense(2)])
    model.set_weights([operands(*w.shape) for w in model.get_weights()])
    x, y = operands(5, 3), operands(5, 2)
    weights = [flat(w) for w in model.get_weights()]
    model.compile(keras.optimizers.SGD(0.1), 'mse')
    evaluated = model.evaluate(x, y, verbose=0)
    losses = [float(model.fit(x, y, batch_size=5, verbose=0, shuffle=False).history['loss'][0]) for _ in range(3)]
    return {'name': name, 'x': flat(x), 'y': flat(y), 'weights': weights, 'evaluated': float(evaluated), 'losses': losses, 'after': [flat(w) for w in model.get_weights()]}


document = {
    'source': f'tests/vectors/keras.py, Keras {keras.__version__}, TensorFlow {tf.__version__}, Python {platform.python_version()}, binary64',
    'normalization': [
        normalization('layerNormalization', keras.layers.LayerNormalization(), (5,), 3),
        normalization('layerNormalization of rows, epsilon 0.25', keras.layers.LayerNormalization(epsilon=0.25), (2, 3), 2),
        normalization('batchNormalization', keras.layers.BatchNormalization(), (4,), 6),
        normalization('batchNormalization of rows, momentum 0.5, no gamma', keras.layers.BatchNormalization(momentum=0.5, scale=False), (2, 3), 3),
    ],
    'training': {'learningRate': 0.1, 'cases': [trained(name, options) for name, options in REGULARIZED.items()]},
}
text = re.sub(r'\[\s*([-\d][^\[\]{}]*?)\s*\]', lambda m: '[' + re.sub(r'\s+', ' ', m.group(1)) + ']', json.dumps(document, indent=1, ensure_ascii=False))
Path(__file__).with_suffix('.json').write_text(text + '\n', encoding='utf-8')
