"""python3 -m independent --vectors DIR --digits DIR [--mnist DIR] --contract CONTRACT.md

Computes every known answer in DIR from the document alone, prints one line a file, every difference in full, and the
totals. The exit code is 0 if all is equal, 1 if anything differs, 2 if the verifier cannot run.
"""

import argparse
import pathlib
import sys
import time

try:
    import numpy
except ImportError:
    print('The verifier needs NumPy; install it with: python3 -m pip install numpy', file=sys.stderr)
    sys.exit(2)

from . import checks, files, training
from .answers import Report
from .document import Document
from .listings import Contract

def main():
    parser = argparse.ArgumentParser(prog='python3 -m independent')
    for name in ('vectors', 'digits', 'mnist', 'contract'):
        parser.add_argument('--' + name, type=pathlib.Path, required=name != 'mnist')
    given = parser.parse_args()
    numpy.seterr(all='ignore')  # section 5: what is not selected is computed and dropped, NaN and ∞ among it
    begin, report, folder, document = time.time(), Report(), given.vectors, Document(given.contract)
    contract = Contract(document)
    known = [*checks.CHECKS, 'training.json', 'checkpoint.bin', 'ledger.json', 'ledger.jsonl', 'shards.json', 'shards.jsonl']
    report.compare('files of known answers', sorted(known), sorted(path.name for path in folder.iterdir()))
    for name in checks.CHECKS:
        report.file(folder / name, checks.check_file, contract)
    report.file(folder / 'checkpoint.bin', files.check_checkpoint)
    report.file(folder / 'ledger.json', files.Ledger, contract, folder / 'ledger.jsonl', folder / 'checkpoint.bin')
    report.file(folder / 'shards.json', checks.shards, contract, folder)
    report.file(folder / 'training.json', training.check, contract, document, given.digits, given.mnist)
    print('%d checks of %d numbers: %d equal, %d differ, %d skipped; %.0f seconds' % (
        report.checks, report.numbers, report.checks - report.different, report.different, report.skipped,
        time.time() - begin))
    return 1 if report.different else 0

sys.exit(main())
