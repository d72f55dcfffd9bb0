"""Interpreters of the document's listings.

Section 5 has one operation a line, on arrays of 32-bit words. Section 6 works on binary64 scalars: Python's float is
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
    """A function of section 5: lines `v1 = a ⊕ b`, `v1 = bits a`, `v1 = exp(a)`, `v1 = c ? a : b`, at last `return v1`."""

    def __init__(self, lines, known):
        self.known, self.result, self.lines = known, lines[-1].removeprefix('return '), []
        for line in lines[:-1]:
            target, _, first, *others = re.findall(r'[^\s()]+', line)
            self.lines.append((target, others[0], [first, *others[1::2]]) if len(others) > 1 else (target, first, others))

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

SIGNS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.USub: operator.neg, ast.Invert: np.sqrt, ast.Lt: operator.lt, ast.Gt: operator.gt, ast.LtE: operator.le,
    ast.GtE: operator.ge, ast.Eq: operator.eq, ast.And: operator.and_, ast.Or: operator.or_, ast.Not: np.logical_not}

def evaluate(tree, names, known):
    """The value of an expression; `known` has functions, and what a number and the value of a name become."""
    def of(trees):
        return [evaluate(each, names, known) for each in trees]

    match tree:
        case ast.Name(name):
            return known['enter'](names[name])
        case ast.Constant(number):
            return known['number'](number)
        case ast.BinOp(a, sign, b) | ast.Compare(a, [sign], [b]):
            return SIGNS[type(sign)](*of((a, b)))
        case ast.UnaryOp(sign, a):
            return SIGNS[type(sign)](*of([a]))
        case ast.BoolOp(sign, parts):
            return functools.reduce(SIGNS[type(sign)], of(parts))
        case ast.IfExp(condition, a, b):
            return np.where(*of((condition, a, b)))
        case ast.Call(ast.Name(name), arguments):
            return known[name](*of(arguments))
        case ast.Tuple(parts):
            return of(parts)
    raise ValueError('cannot read ' + ast.dump(tree))

def assigned(targets, result):
    """The values of `high, low = …`, of `a, L ← …`, or of one name."""
    names = targets.split(', ')
    return zip(names, [result] if len(names) == 1 else result, strict=True)

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

DOUBLE = {  # section 6
    'number': lambda number: number64(number[2:]) if isinstance(number, str) else float(number),
    'enter': lambda value: value if isinstance(value, list) else float(value),
    'whole': lambda x: float(math.floor(x) + (x - math.floor(x) >= 0.5)), 'floor': lambda x: float(math.floor(x)),
    'ceil': lambda x: float(math.ceil(x)), 'abs': abs, 'min': min, 'max': max, 'sqrt': math.sqrt,
    'isNaN': math.isnan, 'isFinite': math.isfinite, 'isWhole': lambda x: x % 1 == 0, 'isOdd': lambda y: y % 2 == 1,
    'isNegative': lambda x: math.copysign(1.0, x) < 0, 'binary32': binary32, 'quadrant': lambda n: n % 4,
    'power2': lambda n: math.ldexp(1.0, int(n)), 'split': split,
    'series': lambda x, numbers: functools.reduce(lambda v, c: v * x + c, numbers, 0.0)}

class Function:
    """A function of section 6: lines `targets = values`, `return values`, `if condition: return values`."""

    def __init__(self, heading, lines, known, constants):
        self.names, self.known, self.constants = re.findall(r'\w+', heading)[1:], known, constants
        self.lines = [re.fullmatch('(?:if (.*): )?(?:return |(.*?) = )(.*)', line).groups() for line in lines]

    def __call__(self, *arguments):
        values = {**self.constants, **dict(zip(self.names, arguments, strict=True))}
        for condition, targets, text in self.lines:
            if condition is None or evaluate(expression(condition), values, self.known):
                result = evaluate(expression(text), values, self.known)
                if targets is None:
                    return result
                values.update(assigned(targets, result))

SINGLE = {  # sections 4 and 10 to 14
    'number': F32, 'enter': lambda value: F32(value) if isinstance(value, (int, float)) else value,  # rounded here
    'abs': np.abs, 'sign': lambda a: np.where(0 < a, F32(1), np.where(a < 0, F32(-1), a)),
    'max': lambda a, b: np.where(b < a, a, np.where(a <= b, b, a + b)),
    'min': lambda a, b: np.where(a < b, a, np.where(b <= a, b, a + b)),
    'apart': lambda x, n: x.reshape(-1, int(n)),  # section 11: an array whose rows are n apart
    **routines.TABLE, **images.TABLE}

class Contract:
    """The document, ready to compute: `host` has section 6's functions, `elementary` section 5's."""

    def __init__(self, document):
        self.elementary, words, double = {}, dict(WORDS), dict(DOUBLE)
        for heading, lists in document.lists('elementary').items():
            name = heading.partition('(')[0]
            self.elementary[name] = Elementary(lists[''], words)
            words[name] = self.elementary[name].on_words
        self.single = {**SINGLE, **self.elementary, **routines.softmaxes(self.elementary['exp'], self.elementary['log'])}
        tables, functions = {'NaN': math.nan, 'Infinity': math.inf}, {}
        for heading, lists in {**document.lists('host'), **document.lists('scalars')}.items():
            name, lines = heading.partition('(')[0], lists['']
            if name == heading:
                tables[name] = [number64(digits[2:]) for line in lines for digits in line.split()]
            else:
                functions[name] = double[name] = Function(heading, lines, double, tables)
        self.host = types.SimpleNamespace(**functions)
        self.lists = {name: document.lists(name) for name in (
            'activations', 'layers', 'losses', 'regularizers', 'constraints', 'optimizers')}
        self.schedules = {name: options(cells[0]) for name, cells in document.table('Schedule').items()}
        self.of_every_optimizer = {name: value(cells[-1]) for name, cells in document.table(
            'Option of every optimizer').items() if name != 'learningRate'}
        self.of_layers, self.of_tensors = {}, {}  # options with defaults; of the latter by tensor
        for kind, (own, tensors) in document.table('Layer').items():
            self.of_layers[kind] = options(own)
            parts = [part.split(': ') for part in tensors.split('; ') if part]
            self.of_tensors[kind] = {tensor: options(texts) for tensor, texts in parts}

    def evaluate(self, text, values):
        return evaluate(expression(text), {'N': 'N', 'T': 'T', **values}, self.single)

    def run(self, lists, which, values):
        """Sections 10 to 13: a list's lines in order. Every name, with ′ or without, is the newest value. Arrays are as
        they lie in memory, in one row; of a longer one a formula uses the first elements."""
        sizes = dict(re.findall(r'(\w+) (\w+(?: × \w+)*)', ', '.join(
            line.removeprefix('scratch: ') for line in lists.get('', []) if line.startswith('scratch: '))))
        for line in lists[which]:
            targets, text = line.replace('′', '').split(' ← ')
            if targets not in ('noise', 'nothing'):  # noise is among the values
                values.setdefault(targets, None)  # where beta is 0 it is not read
                for target, result in assigned(targets, self.evaluate(text, values)):
                    values[target] = np.resize(result, math.prod(values[size] for size in sizes[target].split(' × '))
                                               ) if target in sizes else np.reshape(result, -1)

    def formula(self, lines, values):
        """Section 14: a name is its value before the formula, with ′ the one that a line above has given it."""
        values, result = dict(values), {}
        for line in lines:
            target, text = line.split(' ← ')
            result[target] = values[target + '′'] = self.evaluate(text, values)
            if re.fullmatch('t[₀-₉]+', target):
                values[target] = result[target]
        return result
