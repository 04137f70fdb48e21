"""From a person to a verdict.

In: a book, answers and dates. Out: what is due, possible and missing, exact over every completion, in every version that the dates can
touch. Imports the rules and nothing that reads files. Begin with ``decide``, which goes over ``expand`` → ``compiled`` → ``plan``;
``tests/reference.py`` says what is right in the plainest way.
"""
