"""What a rule is and what it means.

In: values. Out: facts, conditions, clauses, rules and the book that holds them; the truth of a condition over all that open facts can turn
out to be; a person's answers, checked and derived. Imports only the ground (errors, limits). Begin with ``model`` (the nouns), then
``truth``, ``formula`` and ``answers``.
"""
