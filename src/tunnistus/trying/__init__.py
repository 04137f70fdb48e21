"""What cases show of the rules.

In: cases beside the rules, and stories. Out: where a case differs from what it expects, which clauses and leaves no case shows,
which mistakes in a rule no case notices. Imports comparing and all below it. Begin with ``cases``, then ``coverage`` and ``mutation``.
"""
