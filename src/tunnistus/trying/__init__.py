"""What cases show of the rules.

In: cases beside the rules, stories, and receipts. Out: where a case differs from what it expects, which clauses and leaves no case shows,
which mistakes in a rule no case notices; whether this installation gives what a receipt tells (``receipts``). Imports comparing and all
below it. Begin with ``cases``, then ``coverage`` and ``mutation``.
"""
