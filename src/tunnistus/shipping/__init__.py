"""The rule data that come with the package, and those of others.

In: the YAML files and catalogues of a checkout, the compiled form of a wheel, or directories that somebody names. Out: a book,
and catalogues. Imports reading and checking. Begin with ``source``; ``build`` makes the compiled form, ``l10n`` the catalogues, ``schemas``
the JSON Schemas.
"""
