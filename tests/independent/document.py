"""CONTRACT.md: the blocks between its markers, and the expressions of its listings as trees.

A tree is ('number', text), ('name', name), or an operation or a function with the trees that it works on:
('+', a, b), ('if', condition, a, b), ('exp', a), ('tuple', a, b, …). listings.py computes with trees.
"""

import ast
import functools
import json
import re

class Document:
    def __init__(self, path):
        self.text = path.read_text('utf-8')

    def block(self, name):
        """The lines between `<!-- contract NAME: … -->` and `<!-- end of contract NAME -->`."""
        begin = self.text.index('<!-- contract %s:' % name)
        end = self.text.index('<!-- end of contract %s -->' % name, begin)
        return [line.rstrip() for line in self.text[begin:end].split('\n')[1:] if not line.startswith('```')]

    def lists(self, name):
        """A block as {heading: {list: [lines]}}; lines that are not below `forward`, `train`, … stand under ''."""
        found = {}
        for line in self.block(name):
            if line and not line.startswith(' '):
                lists, current = found.setdefault(line.rstrip(':'), {}), ''
            elif line:
                match = re.match(r'(forward|train|backward|finish|update)\s+(?=\S.*←)', line.strip())
                current, text = (match[1], line.strip()[match.end():]) if match else (current, line.strip())
                lists.setdefault(current, []).append(text)
        return found

    def table(self, heading):
        """The rows of the table whose first column has that heading, as {name: the other cells}."""
        rows = self.text.partition('\n| %s |' % heading)[2].partition('\n\n')[0].split('\n')[2:]
        cells = [[cell.strip() for cell in row.strip('|').split('|')] for row in rows if row.startswith('|')]
        return {name: others for names, *others in cells for name in re.findall(r'`(\w+)`', names)}

def value(text):
    """A default as tables and listings write it."""
    known = {'': None, 'none': None, 'true': True, 'false': False}
    text = text.strip('`').replace('−', '-')
    if text.startswith('('):
        return json.loads(text.replace('(', '[').replace(')', ']'))
    return known[text] if text in known else text if text.isidentifier() else (
        int(text) if text.lstrip('-').isdigit() else float(text))

def options(text):
    """`learningRate 0.1, nesterov true` as {option: default}, in order; None is the default of what stands alone."""
    pairs = [pair.partition(' ') for pair in re.split(', (?=[`A-Za-z])', text) if pair]
    return {name.strip('`'): value(default) for name, _, default in pairs}

# Signs of section 1 and what Python's parser knows. Its ranks are those of section 1, with ~ in the place of √.
SIGNS = {'⊕': '+', '⊖': '-', '⊗': '*', '⊘': '/', '·': '*', '√': '~', '−': '-', '≤': '<='}
LETTERS = {'′': '_new', '∇': '_gradient', **{digit: '_%d' % i for i, digit in enumerate('₀₁₂₃₄₅₆₇₈₉')}}
NODES = {ast.Add: '+', ast.Sub: '-', ast.Mult: '*', ast.Div: '/', ast.USub: 'negative', ast.Invert: '√',
         ast.Not: 'not', ast.And: 'and', ast.Or: 'or', ast.Lt: '<', ast.Gt: '>', ast.LtE: '<=', ast.GtE: '>=',
         ast.Eq: '='}

@functools.lru_cache(None)
def expression(text):
    """The tree of an expression of sections 6 and 10 to 14, or of several with commas between."""
    text = re.sub(r'(\w+) \(rows (\w+) apart\)', r'apart(\1, \2)', text)
    text = re.sub(r'\|([^|]*)\|', r'abs(\1)', re.sub('0x[0-9a-f]+', r"'\g<0>'", text)).replace(', else', ' else')
    text = re.sub('(?<![<>])=', '==', text).translate(str.maketrans({**SIGNS, **LETTERS}))
    return tree_of(ast.parse(text, mode='eval').body)

def tree_of(node):
    def trees(*nodes):
        return tuple(map(tree_of, nodes))

    match node:
        case ast.Constant(value):
            return ('number', str(value))
        case ast.Name(name):
            return ('name', functools.reduce(lambda name, pair: name.replace(*pair[::-1]), LETTERS.items(), name))
        case ast.Call(ast.Name(name), arguments):
            return (name, *trees(*arguments))
        case ast.BinOp(a, operation, b) | ast.Compare(a, [operation], [b]):
            return (NODES[type(operation)], *trees(a, b))
        case ast.BoolOp(operation, nodes):
            return functools.reduce(lambda a, b: (NODES[type(operation)], a, b), trees(*nodes))
        case ast.UnaryOp(operation, a):
            return (NODES[type(operation)], *trees(a))
        case ast.IfExp(condition, a, b):
            return ('if', *trees(condition, a, b))
        case ast.Tuple(nodes):
            return ('tuple', *trees(*nodes))
    raise ValueError('cannot read ' + ast.dump(node))
