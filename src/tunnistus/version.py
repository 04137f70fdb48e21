"""The version of the program, which stands in every receipt."""

__all__ = ["__version__"]

__version__ = "0.1.0"
