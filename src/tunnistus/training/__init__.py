"""Practising with the invented people of the training stories.

In: a story, what a learner marks and says. Out: the story beside it, as data (``practice``), as screens in a language (``screens``,
``lesson``), in a notebook (``widget``). Keeps nothing and gives no score. Imports trying and all below it. Begin with ``practice``, then
``lesson``.
"""
