"""Whether rule data are sound, proved over every possible person.

In: a book. Out: findings, each with a person to whom it happens. Imports reading (the findings) and deciding. Begin with ``verify``;
``solver`` tells whether, for whom and in how many cells something holds.
"""
