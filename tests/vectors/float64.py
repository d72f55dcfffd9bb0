"""Makes float64.json: exp, log, pow, cos and sin of binary64 numbers, to twice their precision, by mpmath.

Run: python tests/vectors/float64.py [points a function, 60 by default] [file]   (needs mpmath)

A case is the arguments, the answer rounded to binary64, and what that rounding left out, in units in the last place.
"""

import json
import math
import random
import sys
from pathlib import Path

import mpmath

mpmath.mp.prec = 400
draw = random.Random(20191)


def scattered(count, lowest, highest):
    """Numbers of either size and every magnitude between two powers of two."""
    return [draw.uniform(1, 2) * 2.0 ** draw.randint(lowest, highest) for _ in range(count)]


def signed(values):
    return [draw.choice((-1, 1)) * v for v in values]


def case(function, *arguments):
    exact = function(*map(mpmath.mpf, arguments))
    nearest = float(exact)
    return [*arguments, nearest, round(float((exact - mpmath.mpf(nearest)) / math.ulp(nearest)), 6)]


def cases(count):
    third = count // 3
    rates = [(1 - 10.0 ** -draw.uniform(0.3, 4), float(draw.randint(1, 400))) for _ in range(third)]
    moderate = [(draw.uniform(0.01, 20), draw.uniform(-8, 8)) for _ in range(third)]
    # results from one end of the range to the other, from bases of every magnitude and from bases near 1
    bases = scattered(third // 2, -30, 30) + [draw.choice((draw.uniform(0.67, 0.8), draw.uniform(1.2, 1.33))) for _ in range(third - third // 2)]
    wide = [(base, draw.uniform(-700, 700) / abs(math.log(base))) for base in bases]
    angles = [draw.uniform(-7, 7) for _ in range(third)] + signed(scattered(third, -20, 18))
    # near multiples of pi/4: where the reduction must not lose what is left, and where the series are longest
    angles += [float((draw.randint(1, 600000) + draw.choice((0, 0.4999, 0.5001))) * mpmath.pi / 2) for _ in range(count - 2 * third)]
    return {
        'exp': [case(mpmath.exp, x) for x in [draw.uniform(-708, 709.7) for _ in range(third)] + signed(scattered(third, -30, 3))
                + [draw.uniform(-745, -708) for _ in range(count - 2 * third)]],
        'log': [case(mpmath.log, x) for x in scattered(third, -1074, 1023) + [draw.uniform(0.4, 2.5) for _ in range(third)]
                + [1 + d for d in signed(scattered(count - 2 * third, -50, -2))]],
        'pow': [case(mpmath.power, x, y) for x, y in rates + moderate + wide],
        'cos': [case(mpmath.cos, x) for x in angles],
        'sin': [case(mpmath.sin, x) for x in angles],
    }


if __name__ == '__main__':
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).with_suffix('.json')
    text = ',\n'.join(f'  {json.dumps(name)}: [\n' + ',\n'.join(f'    {json.dumps(c)}' for c in rows) + '\n  ]' for name, rows in cases(points).items())
    target.write_text(f'{{\n  "source": "mpmath {mpmath.__version__}, 400 bits, tests/vectors/float64.py",\n{text}\n}}\n')
