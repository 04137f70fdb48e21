"""Bounds on rule data and on the work of deciding, all in one place. Passing one is an error with the place and the number, or makes
a result a superset of what is possible, which may say ``exact=False``; nothing runs on.

Beside each bound stands what the shipped rules need, so that a bound in the way of honest rules shows. Reasons:
``docs/decisions/0013-limits.md``.
"""

from __future__ import annotations

from datetime import date
from typing import Final

# -- a directory of rule data ------------------------------------------------------------------------------------

MAX_FILES: Final = 2_000  # shipped: 150
MAX_ENTRIES: Final = 10_000  # files and directories of any kind that are looked at
MAX_LEVELS: Final = 8  # directories in one another; shipped: 3
MAX_ALL_BYTES: Final = 20_000_000  # shipped: 2 million

# -- a file ------------------------------------------------------------------------------------------------------

MAX_BYTES: Final = 1_000_000  # shipped: 89,000
MAX_DEPTH: Final = 40  # of YAML collections in one another
MAX_VALUES: Final = 50_000
MAX_NAME: Final = 200  # characters of a key; shipped: 39
FIRST_DAY, LAST_DAY = date(1600, 1, 1), date(2999, 12, 31)  # leaves room to count years and days on from any date
MAX_YEARS: Final = 200  # of working days; shipped: 54
MAX_NUMBER: Final = 10**18  # numbers are below it, above its negative
MAX_DECIMALS: Final = 4
MAX_DIGITS: Final = 15  # of a number with decimals: so many stand in a binary fraction of 64 bits, as tables and JSON have them

MAX_CATALOGUE: Final = 5_000_000  # bytes of the sentences in one language; shipped: 1.4 million
MAX_MESSAGES: Final = 20_000  # sentences of a catalogue; shipped: 5,400

# -- vocabulary and rules ----------------------------------------------------------------------------------------

MAX_FACTS: Final = 5_000  # shipped: 603
MAX_MEMBERS: Final = 200  # of an enumeration; shipped: 28
MAX_RULES: Final = 2_000  # shipped: 226
MAX_OUTCOMES: Final = 100  # of a rule; shipped: 20
MAX_CLAUSES: Final = 200  # of a rule; shipped: 23
MAX_WRITTEN: Final = 20_000  # nodes of the conditions of one file, named conditions and groups written out; shipped: 460
MAX_RELATED: Final = 30_000  # nodes made for the diagrams of which related facts go together, all groups; shipped: 300
MAX_ROWS: Final = 16_384  # allowed rows of related facts; past it too much may be missing, and nobody counts over them; shipped: 481
MAX_NESTED: Final = 40  # conditions in one another, named ones written out

# -- a rule with beats, otherwise and the rules that it uses written out ------------------------------------------

MAX_NODES: Final = 40_000  # shipped: 7,800
MAX_EXPANDED_DEPTH: Final = 100  # shipped: 25; Python's own bound on recursion is 1,000
MAX_CELLS: Final = 200  # values of one fact that a rule tells apart; shipped: 16
MAX_VERSIONS: Final = 100  # versions that open dates can touch, for both clocks; shipped: 8

# -- counts that are given away -----------------------------------------------------------------------------------

MAX_GROUPS: Final = 1_000  # into which people are divided; Finland has 308 municipalities
MAX_WEIGHT: Final = 1_000_000  # for so many people one row stands at most
MAX_COUNTS: Final = 500  # of one table; that many, rounded and with sums of rows and columns, take three seconds

# -- what is kept for the days, answers and requests of somebody ---------------------------------------------------

MAX_SHEETS: Final = (
    36_000  # rules of what is decided together, for the versions that days touched last; shipped: 200 for a whole assessment
)
MAX_PLANS: Final = 2_000  # rules in the versions that days touched last; shipped: 226 rules with 798 versions
MAX_LATELY: Final = 4_000  # small things of one kind
MAX_ROWS_KEPT: Final = 10_000  # things about each group of facts that stand in relations

# -- while deciding ----------------------------------------------------------------------------------------------

MAX_FLIP: Final = 3  # evidence facts changed together
FLIP_STEPS: Final = 20_000  # combinations tried for them
MAX_DIAGRAM: Final = 50_000  # nodes made for one version of a rule; past it Kleene logic decides. Part of the meaning
MAX_PROOF: Final = 200_000  # nodes made to check a version of a rule, or to compare two (shipped: 55,000); past it nothing is claimed
