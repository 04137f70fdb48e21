"""Whether rule data are sound, proved over every possible person.

In: a book. Out: findings, each with a person to whom it happens. Imports reading (the findings) and deciding. Begin with ``verify``;
``proof`` finds a person, ``counting`` tells for how many cells something holds.
"""
