"""Markup stands in templates (Jinja2), each beside the room that writes it. They are read and compiled when first used, once a process.

What is put into one is text: it is escaped, and a name that nobody gave is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tunnistus.alone import MAKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template

__all__ = ["PAGES", "written"]

PAGES: Final = Path(__file__).with_name("templates")


def written(place: Path, name: str, values: Mapping[str, object]) -> str:
    """Return what a template makes of values.

    Args:
        place: the directory of the template; it can extend and include what stands there and in :data:`PAGES`.
    """
    return _template(place, name).render(values)


@cache
def _template(place: Path, name: str) -> Template:
    return _environment(place).get_template(name)


@cache
def _environment(place: Path) -> Environment:
    import jinja2

    class Alone(jinja2.Environment):
        """Compiles one template at a time, while a fork waits; keeps all, without the lock that a bound would have."""

        def get_template(self, *given: Any, **named: Any) -> Template:
            with MAKING:
                return super().get_template(*given, **named)

    made = Alone(
        loader=jinja2.FileSystemLoader([place, PAGES]), autoescape=True, undefined=jinja2.StrictUndefined, cache_size=-1, auto_reload=False
    )
    made.filters |= {"css": _css, "g": "{:g}".format}
    return made


def _css(text: str) -> str:
    """A text within a string of a style sheet within a page: what could end either is written as its number."""
    return "".join(c if c.isalnum() or c in " .,–-" else f"\\{ord(c):x} " for c in text)
