"""The command line.

In: arguments and files. Out: text on the terminal. Imports every room but ``testing``; nothing imports it. Begin with ``main``.
"""
