"""Why, why not, what to ask next. No language yet.

In: a person's case. Out: decisions that give their reasons, questions worth asking, and all decisions about one person as data.
Imports deciding. Begin with ``explain``, then ``asking``; ``assessed`` holds one person's decisions together.
"""
