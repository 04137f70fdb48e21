"""From YAML to the book, and from the book to canonical JSON and back.

In: rule files. Out: a :class:`tunnistus.rules.model.Book`, or everything that is wrong in the files, each with line and advice. Imports
the rules. Pydantic and YAML are loaded here and nowhere below; ``canon`` and ``findings`` need neither. Begin with ``files``, then
``strict`` → ``parsing`` → ``documents`` → ``schema``.
"""
