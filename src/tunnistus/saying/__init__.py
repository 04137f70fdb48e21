"""Sentences, reports and pages in Finnish, Swedish and English.

In: decisions and what is assessed. Out: a small tree of headings and sentences, written as text, Markdown or HTML. Imports explaining, and
shipping for the catalogues. Begin with ``say``; ``speaker`` says one thing, ``sections`` one part, ``report`` writes it;
``pictures`` draws.
"""
