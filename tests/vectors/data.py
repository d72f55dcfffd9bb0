"""Makes data.json: what NumPy, scikit-learn, Keras and Python's csv give for small data.

Run: KERAS_BACKEND=tensorflow python -P tests/vectors/data.py   (needs numpy, scikit-learn, keras, tensorflow)
"""

import csv
import io
import json
from pathlib import Path

import keras
import numpy as np
import sklearn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.utils.class_weight import compute_class_weight

draw = np.random.default_rng(16)


def one_hots():
    cases = [([0, 2, 1, 2], None), ([3, 0], 5), ([1, 1], None)]
    return [
        dict(labels=labels, classes=n, rows=keras.utils.to_categorical(labels, n).ravel().tolist())
        for labels, n in cases
    ]


def paddings():
    sequences = [[1], [2, 3], [4, 5, 6], []]
    options = [
        dict(),
        dict(maxlen=2),
        dict(maxlen=2, truncating='post'),
        dict(padding='post', value=-1.5),
        dict(maxlen=5, padding='post'),
        dict(maxlen=2, padding='post', truncating='post', value=9),
    ]
    return [
        dict(
            sequences=sequences,
            options=one,
            rows=keras.utils.pad_sequences(sequences, dtype='float32', **one).ravel().tolist(),
        )
        for one in options
    ]


def class_weights():
    cases = [[0, 0, 0, 1], ['b', 'a', 'b', 'c', 'b', 'b', 'a'], [5, 1, 5, 5, 5, 5, 1, 2, 2, 2, 2, 2, 2]]
    return [
        dict(
            labels=y,
            classes=np.unique(y).tolist(),
            weights=compute_class_weight('balanced', classes=np.unique(y), y=y).tolist(),
        )
        for y in cases
    ]


def scalings():
    x = (draw.normal(size=(40, 4)) * [1, 100, 1e-3, 1] + [0, -500, 2, 0]).astype(np.float32)
    x[:, 3] = 0.1
    test = x[:5] * np.float32(1.25) + np.float32(0.5)
    standard, ends = StandardScaler().fit(x.astype(np.float64)), MinMaxScaler().fit(x.astype(np.float64))
    return dict(
        x=x.ravel().tolist(),
        test=test.ravel().tolist(),
        standard=dict(
            mean=standard.mean_.tolist(),
            variance=standard.var_.tolist(),
            y=standard.transform(test.astype(np.float64)).ravel().tolist(),
        ),
        minMax=dict(
            least=ends.data_min_.tolist(),
            most=ends.data_max_.tolist(),
            y=ends.transform(test.astype(np.float64)).ravel().tolist(),
        ),
    )


def splits():
    """How many of each class are in the test set; without ties among the remainders all must agree."""
    cases = []
    for counts, size in [
        ((50, 30, 20), 0.25),
        ((7, 60, 34), 0.2),
        ((90, 10), 0.13),
        ((5, 6, 8, 30), 17),
        ((3, 2), 0.5),
    ]:
        y = np.repeat(np.arange(len(counts)), counts)
        train, test = train_test_split(y, test_size=size, stratify=y, random_state=0)
        cases.append(
            dict(counts=counts, testSize=size, train=np.bincount(train).tolist(), test=np.bincount(test).tolist())
        )
    return cases


def csvs():
    texts = [
        ('a,b\n1,2\n', {}),
        ('a,b\r\n1,"x, y"\r\n"",2', {}),
        ('a;b\n"say ""hi""";"two\nlines"\n', dict(delimiter=';')),
        ('a\tb\n5" pipe\t 2 \n', dict(delimiter='\t')),
        ('a,b\n"""",","\n"\r\n",x""y\n', {}),
        ('a, b\n1, "x,y"\n', dict(skipinitialspace=True)),
        ('é,日本\n😀,ß\n', {}),
        ('a,b,c\n,,\n', {}),
    ]
    return [
        dict(
            text=text,
            separator=options.get('delimiter', ','),
            trim='skipinitialspace' in options,
            records=list(csv.reader(io.StringIO(text, newline=''), **options)),
        )
        for text, options in texts
    ]


def saved(save, *args, **kwargs):
    file = io.BytesIO()
    save(file, *args, **kwargs)
    return file.getvalue().hex()


def npys():
    arrays = [
        (np.arange(6).reshape(2, 3) - (0 if t[1] in 'ub' else 2)).astype(t)
        for t in (
            '<f4',
            '<f8',
            '|i1',
            '<i2',
            '<i4',
            '<i8',
            '|u1',
            '<u2',
            '<u4',
            '<u8',
            '>f4',
            '>f8',
            '>i2',
            '>u4',
            '>i8',
        )
    ]
    arrays += [
        np.array([[True, False], [False, True]]),
        np.float32(2.5).reshape(()),
        np.zeros((0, 3), np.float32),
        np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 3, 4)),
        np.arange(3.0),
        np.array([2**53 - 1, -(2**53 - 1)]),
    ]
    cases = [
        dict(hex=saved(np.save, a), shape=list(a.shape), data=a.ravel().astype(float).tolist(), dtype=a.dtype.str)
        for a in arrays
    ]
    a = np.arange(4, dtype=np.int16)
    for version in (1, 0), (2, 0), (3, 0):
        hex = saved(lambda file: np.lib.format.write_array(file, a, version))
        cases.append(dict(hex=hex, shape=[4], data=a.tolist(), dtype=a.dtype.str))
    return cases


def npzs():
    arrays = dict(x=np.arange(600, dtype=np.float32).reshape(20, 30) % 7, y=np.arange(5, dtype=np.uint8))
    sums = {name: float(a.sum()) for name, a in arrays.items()}
    return [
        dict(hex=saved(save, **arrays), sums=sums, shapes={k: list(a.shape) for k, a in arrays.items()})
        for save in (np.savez, np.savez_compressed)
    ]


def normalizations():
    x = (draw.normal(size=(6, 2, 3)) * 4 + 10).astype(np.float32)
    cases = []
    for options in (
        dict(),
        dict(axis=1),
        dict(axis=[1, 2]),
        dict(axis=None),
        dict(invert=True),
        dict(axis=1, invert=True),
    ):
        layer = keras.layers.Normalization(**options)
        layer.adapt(x)
        cases.append(
            dict(
                options=options,
                mean=np.asarray(layer.mean).ravel().tolist(),
                variance=np.asarray(layer.variance).ravel().tolist(),
                y=np.asarray(layer(x)).ravel().tolist(),
            )
        )
    return dict(x=x.ravel().tolist(), shape=[2, 3], cases=cases)


def transforms():
    image = draw.uniform(size=(5, 4, 2)).astype(np.float32)
    c, s = np.cos(0.4), np.sin(0.4)
    rows = dict(
        shift=[1, 0, 1, 0, 1, -2],
        halfShift=[1, 0, 0.5, 0, 1, 0.25],
        turn=[c, -s, 0.7, s, c, -0.3],
        zoom=[0.5, 0, 1, 0, 0.8, 0.6],
        far=[1, 0, 9.25, 0, 1, -13.5],
    )
    cases = [
        dict(
            name=name,
            transform=row,
            fillMode=fill,
            y=np.asarray(
                keras.ops.image.affine_transform(
                    image,
                    np.array(row + [0, 0], np.float32),
                    interpolation='bilinear',
                    fill_mode=fill,
                    fill_value=0.5,
                    data_format='channels_last',
                )
            )
            .ravel()
            .tolist(),
        )
        for name, row in rows.items()
        for fill in ('constant', 'nearest', 'reflect')
    ]
    return dict(image=image.ravel().tolist(), shape=[5, 4, 2], cases=cases)


made = dict(
    source=f'Keras {keras.__version__}, NumPy {np.__version__}, scikit-learn {sklearn.__version__}, Python csv; '
    'made by data.py beside this file',
    oneHot=one_hots(),
    padSequences=paddings(),
    classWeights=class_weights(),
    scaling=scalings(),
    splits=splits(),
    csv=csvs(),
    npy=npys(),
    npz=npzs(),
    normalization=normalizations(),
    affine=transforms(),
)
Path(__file__).with_suffix('.json').write_text(json.dumps(made) + '\n')
