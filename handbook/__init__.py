"""Makes the handbook: a site in three languages, its pages of rules, facts, acts, lists and stories written from what runs.

``pages`` is what a page is made of, ``material`` what all pages are made from; ``site`` writes the sources of one language,
``sphinx_pages`` lets Sphinx read them. What people write by hand stands in ``docs/site``.
"""
