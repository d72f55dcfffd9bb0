"""CONTRACT.md: the blocks between its markers, its tables, and the expressions of its listings."""

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
                match = re.match(r'(mask|forward|train|backward|finish|update)\s+(?=\S.*←)', line.strip())
                current, text = (match[1], line.strip()[match.end():]) if match else (current, line.strip())
                lists.setdefault(current, []).append(text)
        return found

    def cells(self):
        """The block of cells as {heading: {formula: [lines]}}."""
        found = {}
        for line in filter(None, self.block('cells')):
            if not line.startswith(' '):
                formulas = found.setdefault(line, {})
            elif line.startswith('    '):
                lines.append(line.strip())
            else:
                lines = formulas.setdefault(line.strip(), [])
        return found

    def table(self, heading):
        """The rows of the table whose first column has that heading, as {name: the other cells}."""
        rows = self.text.partition('\n| %s |' % heading)[2].partition('\n\n')[0].split('\n')[2:]
        cells = [[cell.strip() for cell in row.strip('|').split('|')] for row in rows if row.startswith('|')]
        return {name: others for names, *others in cells for name in re.findall(r'`(\w+)`', names)}

def value(text):
    """A default as tables and listings write it."""
    text = text.strip('`').replace('−', '-').replace('(', '[').replace(')', ']')
    if text in ('', 'none'):
        return None
    return text if text.isidentifier() and text not in ('true', 'false') else json.loads(text)

def options(text):
    """`learningRate 0.1, nesterov true` as {option: default}, in order; None is the default of what stands alone."""
    pairs = [pair.partition(' ') for pair in re.split(', (?=[`A-Za-z])', text) if pair]
    return {name.strip('`'): value(default) for name, _, default in pairs}

# Signs of section 1 and Python's, whose ranks are the same with ~ in the place of √; characters that no name may have
# in Python, and letters and digits for them.
SIGNS = dict(zip('⊕⊖⊗⊘·√−≤', ['+', '-', '*', '/', '*', '~', '-', '<=']))
FOREIGN, FAMILIAR = '′∇₀₁₂₃₄₅₆₇₈₉', 'ʹᐁ०१२३४५६७८९'

@functools.lru_cache(None)
def expression(text):
    """The tree that Python's parser makes of an expression of sections 4 and 10 to 14."""
    text = re.sub(r'(\w+) \(rows (\w+) apart\)', r'apart(\1, \2)', text)
    text = re.sub(r'\|([^|]*)\|', r'abs(\1)', text).replace(', else', ' else').replace(' = ', ' == ')
    text = text.translate(str.maketrans({**SIGNS, **dict(zip(FOREIGN, FAMILIAR))}))
    tree = ast.parse(text, mode='eval').body
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = node.id.translate(str.maketrans(FAMILIAR, FOREIGN))
    return tree
