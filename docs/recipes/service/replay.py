"""Work out once more what was stored, in another process: ``python replay.py < stored.json``. Ends with 1 where it is not the same."""

import sys

import tunnistus as tn

stored = sys.stdin.buffer.read()
again = tn.assess_again(stored).to_json(values=True).encode()
sys.stdout.buffer.write(again)
sys.exit(again != stored)
