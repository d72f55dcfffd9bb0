"""Section 17: known answers are read, bits are compared, and what was compared is counted.

Each entry must be used, as an answer or as what one is computed from. An entry that is left over is a difference.
"""

import hashlib
import json
import traceback
import numpy as np

F32 = np.float32

def bits(array):
    """Section 2: the bits of each number, binary32 or binary64; every NaN as files have it."""
    array = np.asarray(array).reshape(-1)
    word, nan = (np.uint32, 0x7fc00000) if array.dtype == F32 else (np.uint64, 0x7ff8000000000000)
    return np.where(np.isnan(array), word(nan), array.view(word))

def digits64(number):
    """Section 17: the sixteen digits of a binary64 number."""
    return '%016x' % bits(float(number))[0]

def number64(digits):
    return float(np.uint64(int(digits, 16)).view(np.float64))

def sha256(array):
    """Section 17: SHA-256 of numbers in order, the least significant byte first."""
    return hashlib.sha256(array.astype(array.dtype.newbyteorder('<')).tobytes()).hexdigest()

def decode(tree):
    """Section 17: arrays within a tree become NumPy's. `decimal` must give the same bits."""
    if isinstance(tree, list):
        return [decode(value) for value in tree]
    if not isinstance(tree, dict) or 'decimal' not in tree:
        return {key: decode(value) for key, value in tree.items()} if isinstance(tree, dict) else tree
    key, word, number = ('bits', np.uint32, F32) if 'bits' in tree else ('bits64', np.uint64, np.float64)
    words = np.array([int(digits, 16) for digits in tree[key].split()], dtype=word)
    array = words.view(number)
    read = np.array([float(text) for text in tree['decimal'].split()]).astype(number)
    if set(tree) != {'shape', key, 'decimal'} or not (bits(array) == words).all() or not (bits(read) == words).all():
        raise ValueError('section 17: an array with other members, or whose decimals are not its bits: %s' % tree)
    return array.reshape(tree['shape'])

def written(value, wanted):
    """An array as its bits; a binary64 number as its digits where these are wanted."""
    if isinstance(value, np.ndarray):
        form = '%08x' if value.dtype == F32 else '%016x'
        return '%s of shape %s' % (' '.join(form % word for word in bits(value)), value.shape)
    return digits64(value) if isinstance(wanted, str) and isinstance(value, float) else value

class Report:
    """The account: one line a file, and every difference in full. `unused` are answers that no check has used yet."""

    def __init__(self):
        self.checks = self.numbers = self.different = self.skipped = 0
        self.unused = set()

    def compare(self, title, wanted, got):
        """Compares arrays, texts, numbers; of a dictionary, or of a list of arrays, the names and then each part."""
        if isinstance(wanted, list) and any(isinstance(value, np.ndarray) for value in wanted):
            wanted, got = dict(enumerate(wanted)), dict(enumerate(got))
        if isinstance(wanted, dict):
            self.compare(title + ', names', sorted(wanted), sorted(got))
            for key in [key for key in wanted if key in got]:
                self.compare('%s, %s' % (title, key), wanted[key], got[key])
            return
        self.checks += 1
        self.numbers += np.size(wanted) if isinstance(wanted, np.ndarray) else 1
        wanted, got = written(wanted, wanted), written(got, wanted)
        if type(wanted) != type(got) or wanted != got:
            self.different += 1
            print('DIFFERS  %s\n  wanted %s\n  got    %s' % (title, wanted, got), flush=True)

    def file(self, path, check, *arguments):
        """Checks one file, of JSON as Answers. An error is a difference, and the other files go on."""
        before = self.checks, self.numbers, self.different
        try:
            if path.suffix == '.json':
                answers = Answers(self, path.name, json.loads(path.read_text('utf-8')))
                answers.given('about')
                lists = {name: len(value) for name, value in answers.tree.items()
                         if isinstance(value, list) and isinstance(value[0], dict)}
                answers.check(contract=2, **({'entries': lists} if lists else {}))
                check(answers, *arguments)
                self.compare(path.name + ': entries that no check used', [], sorted(self.unused))
            else:
                check(self, path, *arguments)
        except Exception:
            self.compare(path.name + ': could be checked', 'no error', traceback.format_exc())
        self.unused.clear()
        counts = [now - then for now, then in zip((self.checks, self.numbers, self.different), before)]
        print('%-18s %4d checks of %5d numbers, %d differ' % (path.name, *counts), flush=True)

class Answers:
    """A JSON object of known answers, or an entry within one."""

    def __init__(self, report, title, tree):
        self.report, self.title, self.tree = report, title, tree
        report.unused.update('%s: %s' % (title, name) for name in tree)

    def given(self, *names):
        """What answers are computed from: a member, or a list of several."""
        self.report.unused.difference_update('%s: %s' % (self.title, name) for name in names)
        found = [decode(self.tree[name]) for name in names]
        return found if len(names) > 1 else found[0]

    def check(self, **answers):
        for name, got in answers.items():
            self.report.compare('%s: %s' % (self.title, name), self.given(name), got)

    def within(self, name):
        """A member that is an object, with an account of its own."""
        self.given(name)
        return Answers(self.report, '%s: %s' % (self.title, name), self.tree[name])

    def each(self, name, *members):
        """The entries of a list, each with an account of its own, and these members of it."""
        self.given(name)
        for i, tree in enumerate(self.tree[name]):
            called = [tree[key] for key in ('name', 'layer', 'optimizer', 'schedule', 'options') if key in tree]
            entry = Answers(self.report, '%s: %s %d %s' % (self.title, name, i, called), tree)
            yield entry, *[entry.given(member) for member in members]
