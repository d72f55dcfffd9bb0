"""The document's listings, made to compute.

Section 5 works on arrays of 32-bit words, one operation a line. Section 6 works on binary64 scalars: Python's float is
binary64, and CPython rounds each operation by itself. Sections 4 and 10 to 14 work on arrays of binary32, on which
NumPy's operations are correctly rounded.
"""

import ast
import functools
import math
import operator
import re
import types
import numpy as np
from . import images, routines
from .answers import F32, number64
from .document import expression, options, value

def on_numbers(operation):
    """An operation on words that are numbers; its result is a number or a truth, 0 or 1."""
    def apply(*words):
        result = operation(*[word.view(F32) for word in words])
        return result.astype(np.uint32) if result.dtype == bool else result.view(np.uint32)
    return apply

WORDS = {  # section 5
    **{sign: on_numbers(operation) for sign, operation in {
        '⊕': np.add, '⊖': np.subtract, '⊗': np.multiply, '⊘': np.divide, '<': np.less, '=': np.equal}.items()},
    'negate': lambda a: a ^ np.uint32(0x80000000), 'abs': lambda a: a & np.uint32(0x7fffffff),
    'bits': lambda a: a, 'float': lambda a: a,
    'convert': lambda a: a.view(np.int32).astype(F32).view(np.uint32),
    '?': lambda c, a, b: np.where(c == 1, a, b),
    '&': np.bitwise_and, '|': np.bitwise_or, '<<': np.left_shift,
    '+': np.add, '−': np.subtract,  # of uint32, hence modulo 2³²
    '>>': lambda a, n: (a.view(np.int32) >> n.view(np.int32)).view(np.uint32)}  # the sign is kept

class Elementary:
    """A function of section 5: lines `v = a ⊕ b`, `v = bits a`, `v = exp(a)`, `v = c ? a : b`, at last `return v`."""

    def __init__(self, lines, known):
        self.known, self.result, self.lines = known, lines[-1].removeprefix('return '), []
        for line in lines[:-1]:
            target, _, *words = re.findall(r'[^\s()]+', line)
            name, operands = (words[0], words[1:]) if len(words) == 2 else (words[1], words[::2])
            self.lines.append((target, name, operands))

    def on_words(self, x):
        words = {'x': x}
        for target, name, operands in self.lines:
            words[target] = self.known[name](*[
                words[each] if each in words else np.uint32(int(each, 0)) for each in operands])
        return words[self.result]

    def __call__(self, x):
        """The function on an array of binary32 numbers."""
        x = np.asarray(x, dtype=F32)
        return self.on_words(x.reshape(-1).view(np.uint32)).view(F32).reshape(x.shape)

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

HOST = {  # section 6
    'whole': lambda x: float(math.floor(x) + (x - math.floor(x) >= 0.5)), 'floor': lambda x: float(math.floor(x)),
    'ceil': lambda x: float(math.ceil(x)), 'abs': abs, 'min': min, 'max': max, 'sqrt': math.sqrt,
    'isNaN': math.isnan, 'isFinite': math.isfinite, 'isWhole': lambda x: x % 1 == 0, 'isOdd': lambda y: y % 2 == 1,
    'isNegative': lambda x: math.copysign(1.0, x) < 0, 'binary32': binary32, 'quadrant': lambda n: n % 4,
    'power2': lambda n: math.ldexp(1.0, int(n)), 'split': split, 'NaN': math.nan, 'Infinity': math.inf,
    'series': lambda x, numbers: functools.reduce(lambda v, c: v * x + c, numbers, 0.0)}

def define(known, heading, lines):
    """Section 6: adds to `known` a table, or a function, whose lines are Python but for = in conditions and numbers."""
    def number(digits):
        return repr(number64(digits[0][2:]) if digits[0].startswith('0x') else float(digits[0]))

    if '(' not in heading:
        known[heading] = [number64(digits[2:]) for line in lines for digits in line.split()]
        return
    lines = [re.sub(r'\b(0x[0-9a-f]+|[0-9.]+)\b', number, line) for line in lines]
    lines = [line.replace(' = ', ' == ') if line.startswith('if ') else line for line in lines]
    exec('\n    '.join(['def %s:' % heading, *lines]), known)

SIGNS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.USub: operator.neg, ast.Invert: np.sqrt, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Eq: operator.eq,
    ast.And: operator.and_, ast.Or: operator.or_, ast.Not: np.logical_not}
FUNCTIONS = {  # sections 1 and 4; those of section 5 come from the document
    'abs': np.abs, 'sign': lambda a: np.where(0 < a, F32(1), np.where(a < 0, F32(-1), a)),
    'max': lambda a, b: np.where(b < a, a, np.where(a <= b, b, a + b)),
    'min': lambda a, b: np.where(a < b, a, np.where(b <= a, b, a + b)),
    'apart': lambda x, n: x.reshape(-1, int(n)),  # section 11: an array whose rows are n apart
    **routines.TABLE, **images.TABLE}

def first_elements(*operands):
    """Section 11: of a longer array a formula uses the first elements."""
    length = min((array.size for array in operands if np.ndim(array) == 1), default=0)
    return [array[:length] if np.ndim(array) == 1 and length > 1 else array for array in operands]

def evaluate(tree, names, functions):
    """The value of an expression of sections 4 and 10 to 14. Scalars are rounded to binary32 where they enter."""
    def of(*trees):
        return [evaluate(each, names, functions) for each in trees]

    match tree:
        case ast.Name(name):
            return F32(names[name]) if isinstance(names[name], (int, float)) else names[name]
        case ast.Constant(number):
            return F32(number)
        case ast.BinOp(a, sign, b) | ast.Compare(a, [sign], [b]):
            return SIGNS[type(sign)](*first_elements(*of(a, b)))
        case ast.UnaryOp(sign, a):
            return SIGNS[type(sign)](*of(a))
        case ast.BoolOp(sign, parts):
            return functools.reduce(SIGNS[type(sign)], of(*parts))
        case ast.IfExp(condition, a, b):
            return np.where(*of(condition, a, b))
        case ast.Call(ast.Name(name), arguments):
            return functions[name](*of(*arguments))
    raise ValueError('cannot read ' + ast.dump(tree))

class Contract:
    """The document, ready to compute: `host` has section 6's functions, `elementary` section 5's."""

    def __init__(self, document):
        self.elementary, words, host = {}, dict(WORDS), dict(HOST)
        for heading, lists in document.lists('elementary').items():
            name = heading.partition('(')[0]
            self.elementary[name] = Elementary(lists[''], words)
            words[name] = self.elementary[name].on_words
        self.functions = {**FUNCTIONS, **self.elementary, **routines.softmaxes(
            self.elementary['exp'], self.elementary['log'])}
        for heading, lists in {**document.lists('host'), **document.lists('scalars')}.items():
            define(host, heading, lists[''])
        self.host = types.SimpleNamespace(**host)
        self.lists = {name: document.lists(name) for name in (
            'activations', 'layers', 'losses', 'regularizers', 'constraints', 'optimizers')}
        self.cells = document.cells()
        self.schedules = {name: options(cells[0]) for name, cells in document.table('Schedule').items()}
        self.of_every_optimizer = {name: value(cells[-1]) for name, cells in document.table(
            'Option of every optimizer').items() if name != 'learningRate'}
        self.of_layers, self.of_tensors = {}, {}  # options with defaults; of the latter by tensor
        for kind, (own, tensors) in document.table('Layer').items():
            self.of_layers[kind] = options(own)
            parts = [part.split(': ') for part in tensors.split('; ') if part]
            self.of_tensors[kind] = {tensor: options(texts) for tensor, texts in parts}
            if not any(title.split(', ')[0] == kind for title in self.lists['layers']):  # told in words only
                self.lists['layers'][kind] = {}

    def evaluate(self, text, values, functions=None):
        return evaluate(expression(text), {'N': 'N', 'T': 'T', **values}, {**self.functions, **(functions or {})})

    def run(self, lists, which, values):
        """Sections 10 to 13: a list's lines in order. Every name, with ′ or without, is the newest value. Arrays are
        flat, as they lie in memory."""
        scratch = [line.removeprefix('scratch: ') for line in lists.get('', []) if line.startswith('scratch: ')]
        sizes = dict(pair.split(' ', 1) for line in scratch for pair in line.split(', '))
        for line in lists[which]:
            targets, text = line.replace('′', '').split(' ← ')
            if targets in ('noise', 'nothing'):  # noise is among the values
                continue
            values.setdefault(targets, None)  # where beta is 0 it is not read
            result, names = self.evaluate(text, values), targets.split(', ')
            for name, array in zip(names, [result] if len(names) == 1 else result, strict=True):
                values[name] = np.reshape(array, -1)
                if name in sizes:  # of one number all elements, of a longer array the first
                    values[name] = np.resize(array, math.prod(values[size] for size in sizes[name].split(' × ')))

    def formula(self, lines, values, functions=None):
        """Section 14, and cells: a name is its value before the formula, with ′ what a line above has given it."""
        values, result = dict(values), {}
        for line in lines:
            target, text = line.split(' ← ')
            result[target] = values[target + '′'] = self.evaluate(text, values, functions)
            if re.fullmatch('t[₀-₉]+', target):
                values[target] = result[target]
        return result
