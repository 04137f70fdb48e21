"""The same rule on two days.

In: a book and two days, or two books. Out: in how many cells the outcome differs, through which clauses, with the smallest witnesses; and
snapshots of every version. Imports checking (to count) and saying. Begin with ``comparison``, then ``changes``.
"""
