"""The table of calculations in ``indicators/README.md``, made from the functions that work out derived facts; ``make generate`` writes it."""

import re
from collections.abc import Iterator

from tests import ROOT
from tunnistus.rules import derive
from tunnistus.rules.derive import PLAIN, REGISTRY, SIGNATURES

PAGE = ROOT / "indicators" / "README.md"
TABLE = re.compile(r"(?<=<!-- calculations made by make generate -->\n).*?(?=<!-- end -->)", re.S)
LITERAL = re.compile(r":func:`(\w+)`|``(.*?)``")


def page(text: str) -> str:
    """Return the page with its table made anew."""
    return TABLE.sub(lambda _: "".join(["| `by` | `from` | `with` | what it tells |\n|---|---|---|---|\n", *_rows()]), text)


def _rows() -> Iterator[str]:
    for name in sorted(name for name in SIGNATURES if name in vars(derive)):  # tests register functions of their own
        takes = SIGNATURES[name]
        what = " ".join((PLAIN.get(name) or REGISTRY[name]).__doc__.split("\n\n")[0].split())  # type: ignore[union-attr]
        from_ = ", ".join(f"`{kind}`" if kind in ("as_of", "act_from", "act_to", "applied_on") else kind for kind in takes.takes)
        told = LITERAL.sub(r"`\1\2`", what)
        yield f"| `{name}` | {from_}{' …' if takes.more else ''} | {', '.join(takes.counts) or '–'} | {told} |\n"
