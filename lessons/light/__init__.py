"""The light version of the lessons: one HTML file each, plain JavaScript over the rules as data, for old telephones.

Begin with ``program``, the rules as data; ``evaluate.js``, ``ask.js`` and ``standing.js`` beside it walk their diagrams, and
``tests/training/test_light.py`` holds them equal to the library. ``docs/decisions`` says why they are walked in JavaScript too.
"""
