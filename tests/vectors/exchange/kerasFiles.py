"""Makes kerasFiles.json, with Keras 3.15.1 on TensorFlow 2.21.0: python kerasFiles.py > kerasFiles.json

Files of models of all that one file of weights can hold, in base64, with what Keras predicts of them; and trained
models with what further steps of Keras make of them. Files have no dates, so that they come out the same.
"""
import base64, json, os, sys, tempfile

os.environ['KERAS_BACKEND'] = 'tensorflow'
import keras
import numpy as np
from keras import layers as L

rng = np.random.default_rng(18)
folder = tempfile.mkdtemp()


def numbers(array):
    return {'shape': list(array.shape), 'data': [float(x) for x in np.asarray(array, np.float32).ravel()]}


def randomize(model):
    for variable in model.weights:
        if variable.dtype == 'float32':
            values = rng.normal(0, 0.5, variable.shape)
            variable.assign(np.abs(values) + 0.5 if 'variance' in variable.path else values)


def case(name, model, inputs, **more):
    inputs = inputs if isinstance(inputs, list) else [inputs]
    if 'steps' not in more:
        randomize(model)
    outputs = model(inputs[0] if len(inputs) == 1 else inputs, training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    files = {}
    for suffix in more.pop('suffixes', ['keras']):
        path = os.path.join(folder, f'model.{suffix}')
        model.save(path)
        files[suffix] = base64.b64encode(open(path, 'rb').read()).decode()
    return {'name': name, 'files': files, 'inputs': [numbers(x) for x in inputs],
            'outputs': [numbers(np.asarray(y)) for y in outputs], **more}


def draw(*shape):
    return np.round(rng.normal(size=shape), 3).astype(np.float32)


def nested():
    inner_in = keras.Input((3,), name='inner_in')
    inner = keras.Model(inner_in, L.Dense(2, name='deep')(L.Dense(4, 'tanh', name='mid')(inner_in)), name='inner')
    stack = keras.Sequential([keras.Input((2,)), L.Dense(3, name='deep')], name='stack')
    a, b = keras.Input((3,), name='a'), keras.Input((3,), name='b')
    shared = L.Dense(3, 'relu', name='shared')
    joined = L.Concatenate(name='joined')([inner(shared(a)), inner(shared(b)), stack(inner(a))])
    return keras.Model([b, a], [L.Dense(1, name='left')(joined), L.Dense(2, 'softmax', name='right')(joined)], name='outer')


def attention():
    x, memory = keras.Input((4, 6), name='x'), keras.Input((5, 6), name='memory')
    own = L.MultiHeadAttention(2, 3, name='own')(x, x, use_causal_mask=True)
    other = L.MultiHeadAttention(2, 3, name='other')(query=own, value=memory, key=memory)
    return keras.Model([x, memory], L.LayerNormalization(name='norm')(L.Add(name='sum')([own, other])))


def recurrent():
    ids = keras.Input((6,), name='ids')
    x = L.Embedding(9, 4, mask_zero=True, name='look')(ids)
    x = L.Bidirectional(L.GRU(3, return_sequences=True), name='both')(x)
    sequence, h, c = L.LSTM(4, return_sequences=True, return_state=True, name='first')(x)
    y = L.LSTM(4, name='second')(sequence, initial_state=[h, c])
    return keras.Model(ids, L.Dense(2, name='end')(y))


def images():
    return keras.Sequential([
        keras.Input((8, 8, 2)), L.ZeroPadding2D(1), L.SeparableConv2D(4, 3, activation='relu'), L.BatchNormalization(),
        L.DepthwiseConv2D(3, padding='same', depth_multiplier=2), L.LeakyReLU(0.1), L.Conv2DTranspose(3, 3, 2, 'same'),
        L.PReLU(shared_axes=[1, 2]), L.AveragePooling2D(2), L.UpSampling2D(2), L.Cropping2D(1), L.ReLU(6.0, 0.1, 0.2),
        L.GroupNormalization(3), L.SpatialDropout2D(0.2), L.GlobalMaxPooling2D(), L.Softmax()], name='images')


def signals():
    return keras.Sequential([
        keras.Input((9, 3)), L.Conv1D(4, 3, padding='causal', dilation_rate=2, activation='hard_sigmoid'),
        L.TimeDistributed(L.Dense(3, 'gelu')), L.Conv1DTranspose(3, 2, 2), L.MaxPooling1D(2), L.SimpleRNN(4, return_sequences=True),
        L.RMSNormalization(), L.Permute((2, 1)), L.Reshape((-1,)), L.Dense(3, 'leaky_relu'), L.RepeatVector(2),
        L.UnitNormalization(), L.Flatten(), L.ELU(0.5), L.Dense(2, 'hard_silu')], name='signals')


def trained(name, optimizer, **more):
    model = keras.Sequential([keras.Input((4,), name='in'), L.Dense(5, 'tanh', name='hidden'),
                              L.Dense(3, 'softmax', name='out')], name='trained')
    randomize(model)
    model.compile(optimizer, 'sparse_categorical_crossentropy', metrics=['accuracy'])
    x, y = draw(12, 4), rng.integers(0, 3, 12)
    for _ in range(3):
        model.train_on_batch(x, y)
    made = case(name, model, x, y=[int(v) for v in y], steps=3, **more)
    for _ in range(2):
        model.train_on_batch(x, y)
    return {**made, 'after': [numbers(v) for v in model.get_weights()]}


cases = [
    case('nested', nested(), [draw(2, 3), draw(2, 3)], suffixes=['keras', 'h5']),
    case('attention', attention(), [draw(2, 4, 6), draw(2, 5, 6)]),
    case('recurrent', recurrent(), rng.integers(1, 9, (3, 6)).astype(np.float32), suffixes=['keras', 'h5']),
    case('images', images(), draw(2, 8, 8, 2), suffixes=['keras', 'h5']),
    case('signals', signals(), draw(2, 9, 3)),
    trained('adam', keras.optimizers.Adam(0.01), suffixes=['keras', 'h5']),
    trained('adamw', keras.optimizers.AdamW(0.01, weight_decay=0.1)),
    trained('adamax', keras.optimizers.Adamax(0.01)),
    trained('momentum', keras.optimizers.SGD(0.1, momentum=0.9)),
    trained('nesterov', keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True)),
    trained('rmsprop', keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True)),
    trained('lion', keras.optimizers.Lion(0.01)),
]
json.dump({'source': 'Keras 3.15.1, TensorFlow 2.21.0; kerasFiles.py', 'cases': cases}, sys.stdout)
