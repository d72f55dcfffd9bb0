"""One interpreter for the document's listings. A dialect is a table from operators and functions to what they do:

WORDS   section 5, arrays of 32-bit words, one operation a line
DOUBLE  section 6, binary64 scalars; Python's float is binary64, and CPython rounds each operation by itself
SINGLE  sections 4 and 10 to 14, arrays of binary32; NumPy's operations on them are correctly rounded
"""

import functools
import math
import operator
import re
import types
import numpy as np
from . import images, routines
from .answers import F32, number64
from .document import expression, options, value

def evaluate(tree, values, dialect):
    kind, *parts = tree
    if kind == 'number':
        return dialect['number'](parts[0])
    if kind == 'name':
        return dialect['enter'](values[parts[0]])
    return dialect[kind](*[evaluate(part, values, dialect) for part in parts])

class Function:
    """A function of section 5 or 6: lines `targets = values`, `return values`, `if condition: return values`."""

    def __init__(self, heading, lines, dialect, parse, constants):
        self.dialect, self.constants, self.body = dialect, constants, []
        self.names = heading[heading.index('(') + 1:-1].split(', ')
        for line in lines:
            condition = re.match(r'if (.*?): ', line)
            line = line[condition.end():] if condition else line
            targets, text = ('return', line[7:]) if line.startswith('return ') else line.split(' = ', 1)
            self.body.append((parse(condition[1]) if condition else None, targets.split(', '), parse(text)))

    def __call__(self, *arguments):
        values = {**self.constants, **dict(zip(self.names, arguments, strict=True))}
        for condition, targets, tree in self.body:
            if condition is None or evaluate(condition, values, self.dialect):
                result = evaluate(tree, values, self.dialect)
                if targets == ['return']:
                    return result
                values.update(zip(targets, [result] if len(targets) == 1 else result, strict=True))

def one_operation(text):
    """`v1 ⊕ v2`, `bits v1`, `exp(v1)`, `v1 ? v2 : v3` or a value alone."""
    words = text.replace('(', ' ').replace(')', '').split()
    operands = words[1:] if len(words) == 2 else words[::2]
    values = [('number' if word[0].isdigit() else 'name', word) for word in operands]
    return (words[len(words) > 2], *values) if len(words) > 1 else values[0]

def on_numbers(operation):
    """An operation on words that are numbers; its result is a number or a truth, 0 or 1."""
    def apply(*words):
        result = operation(*[word.view(F32) for word in words])
        return result.astype(np.uint32) if result.dtype == bool else result.view(np.uint32)
    return apply

WORDS = {
    **{sign: on_numbers(operation) for sign, operation in {
        '⊕': np.add, '⊖': np.subtract, '⊗': np.multiply, '⊘': np.divide, '<': np.less, '=': np.equal}.items()},
    'enter': lambda word: word, 'number': lambda text: np.uint32(int(text, 0)),
    'negate': lambda a: a ^ np.uint32(0x80000000), 'abs': lambda a: a & np.uint32(0x7fffffff),
    'bits': lambda a: a, 'float': lambda a: a,
    'convert': lambda a: a.view(np.int32).astype(F32).view(np.uint32),
    '?': lambda c, a, b: np.where(c == 1, a, b),
    '&': np.bitwise_and, '|': np.bitwise_or, '<<': np.left_shift,
    '+': np.add, '−': np.subtract,  # of uint32, hence modulo 2³²
    '>>': lambda a, n: (a.view(np.int32) >> n.view(np.int32)).view(np.uint32)}  # the sign is kept

def of_numbers(function):
    """A function on words as one on an array of binary32 numbers."""
    def apply(x):
        x = np.asarray(x, dtype=F32)
        return function(x.reshape(-1).view(np.uint32)).view(F32).reshape(x.shape)
    return apply

def split(x):
    k = 0
    if x < 2.0 ** -1022:
        x, k = x * 2.0 ** 54, -54
    word = int(np.float64(x).view(np.uint64))
    shift = ((word >> 32) - 0x3fe55555) >> 20
    return float(k + shift), number64('%x' % (word - (shift << 52)))

def binary32(x):
    """The binary64 number that x becomes when it is rounded to binary32."""
    return float(F32(x))

DOUBLE = {
    'number': lambda text: number64(text[2:]) if text.startswith('0x') else float(text),
    'enter': lambda value: value if isinstance(value, list) else float(value),
    '+': operator.add, '-': operator.sub, '*': operator.mul, '/': operator.truediv, 'negative': operator.neg,
    '=': operator.eq, '<': operator.lt, '>': operator.gt, '<=': operator.le, '>=': operator.ge,
    'and': lambda a, b: a and b, 'or': lambda a, b: a or b, 'not': operator.not_, 'tuple': lambda *values: values,
    'whole': lambda x: float(math.floor(x) + (x - math.floor(x) >= 0.5)), 'floor': lambda x: float(math.floor(x)),
    'ceil': lambda x: float(math.ceil(x)), 'abs': abs, 'min': min, 'max': max, 'sqrt': math.sqrt,
    'isNaN': math.isnan, 'isFinite': math.isfinite, 'isWhole': lambda x: x % 1 == 0, 'isOdd': lambda y: y % 2 == 1,
    'isNegative': lambda x: math.copysign(1.0, x) < 0, 'binary32': binary32, 'quadrant': lambda n: n % 4,
    'power2': lambda n: math.ldexp(1.0, int(n)), 'split': split,
    'series': lambda x, numbers: functools.reduce(lambda v, c: v * x + c, numbers, 0.0)}

SINGLE = {
    '+': np.add, '-': np.subtract, '*': np.multiply, '/': np.divide, '√': np.sqrt, 'negative': np.negative,
    'abs': np.abs, '<': np.less, '<=': np.less_equal, '=': np.equal, 'and': np.logical_and, 'if': np.where,
    'number': lambda text: F32(float(text)),
    'enter': lambda value: F32(value) if isinstance(value, (int, float)) else value,  # section 2: rounded here
    'max': lambda a, b: np.where(b < a, a, np.where(a <= b, b, a + b)),
    'min': lambda a, b: np.where(a < b, a, np.where(b <= a, b, a + b)),
    'sign': lambda a: np.where(0 < a, F32(1), np.where(a < 0, F32(-1), a)),
    'apart': lambda x, n: x.reshape(-1, int(n)),  # section 11: an array whose rows are n apart
    **routines.TABLE, **images.TABLE}

class Contract:
    """The document, ready to compute: `host` has section 6's functions, `single` the dialect with section 5's."""

    def __init__(self, document):
        words, double, self.single = dict(WORDS), dict(DOUBLE), dict(SINGLE)
        self.elementary = {}
        for heading, lists in document.lists('elementary').items():
            name = heading.partition('(')[0]
            words[name] = Function(heading, lists[''], words, one_operation, {})
            self.elementary[name] = of_numbers(words[name])
        self.single.update(self.elementary)
        self.single.update(routines.softmaxes(self.elementary['exp'], self.elementary['log']))
        tables, functions = {'NaN': math.nan, 'Infinity': math.inf}, {}
        for heading, lists in {**document.lists('host'), **document.lists('scalars')}.items():
            name, lines = heading.partition('(')[0], lists['']
            if name == heading:
                tables[name] = [number64(digits[2:]) for line in lines for digits in line.split()]
            else:
                functions[name] = double[name] = Function(heading, lines, double, expression, tables)
        self.host = types.SimpleNamespace(**functions)
        self.lists = {name: document.lists(name) for name in (
            'activations', 'layers', 'losses', 'regularizers', 'constraints', 'optimizers')}
        self.schedules = {name: options(cells[0]) for name, cells in document.table('Schedule').items()}
        self.of_every_optimizer = {name: value(cells[-1]) for name, cells in document.table(
            'Option of every optimizer').items() if name != 'learningRate'}
        self.of_listings = {}  # of a layer's heading `dense, units, useBias: false` the kind and the conditions
        for title in self.lists['layers']:
            kind, *conditions = title.split(', ')
            self.of_listings[title] = kind, options(', '.join(
                condition.replace(':', '') for condition in conditions if ':' in condition))
        self.of_layers, self.of_tensors = {}, {}  # of the latter the options by tensor
        for kind, (own, tensors) in document.table('Layer').items():
            self.of_layers[kind] = options(own)
            parts = [part.split(': ') for part in tensors.split('; ') if part]
            self.of_tensors[kind] = {tensor: options(texts) for tensor, texts in parts}

    def evaluate(self, text, values):
        return evaluate(expression(text), {'N': 'N', 'T': 'T', **values}, self.single)

    def run(self, lists, which, values):
        """Sections 10 to 13: a list's lines in order. Every name, with ′ or without, is the newest value."""
        scratch = [line[9:] for line in lists.get('', []) if line.startswith('scratch: ')]
        sizes = dict(entry.split(' ', 1) for entry in ', '.join(scratch).split(', ') if entry)
        for line in lists[which]:
            target, text = line.replace('′', '').split(' ← ')
            if target not in ('noise', 'nothing'):  # noise is among the values
                values.setdefault(target, None)  # where beta is 0 it is not read
                known, shape = values, None
                if target in sizes and not text.startswith((*routines.TABLE, *images.TABLE)):
                    # Section 11: as many elements as the result has, of a longer array the first.
                    shape = [values[size] for size in sizes[target].split(' × ')]
                    size = math.prod(shape)
                    known = {name: value.reshape(-1)[:size].reshape(shape)
                             if isinstance(value, np.ndarray) and value.size >= size else value
                             for name, value in values.items()}
                result, names = self.evaluate(text, known), target.split(', ')
                result = np.broadcast_to(result, shape) if shape else result
                values.update(zip(names, [result] if len(names) == 1 else result, strict=True))

    def formula(self, lines, values):
        """Section 14: a name is its value before the formula, with ′ the one that a line above has given it."""
        values, result = dict(values), {}
        for line in lines:
            target, text = line.split(' ← ')
            result[target] = values[target + '′'] = self.evaluate(text, values)
            if re.fullmatch('t[₀-₉]+', target):
                values[target] = result[target]
        return result
