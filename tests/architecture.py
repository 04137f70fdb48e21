"""The picture and the table of ``docs/architecture.md``, made from the imports; ``make generate`` writes them."""

import re
from collections.abc import Iterator
from html import escape

from tests import ROOT
from tests.house import DOOR, GROUND, MODULES, ROOMS, all_arrows, room_of

PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "architecture.svg"
TABLE = re.compile(r"(?<=<!-- made by make generate -->\n).*?(?=<!-- end -->)", re.S)

WIDTH, HEIGHT, ACROSS, UP, EDGE = 132, 44, 180, 92, 20  # a box, and how far boxes stand from each other and from the edge


def edges() -> dict[str, list[str]]:
    """Room → the rooms that it imports, in the order of the table."""
    found = {(room_of(a), room_of(b)) for a, b in all_arrows() if a != DOOR and room_of(a) != room_of(b)}
    return {room: [other for other in ROOMS if (room, other) in found] for room in ROOMS}


def drawn(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same without what is implied: an arrow is drawn where no other way leads from the one room to the other."""

    def below(room: str) -> set[str]:
        return {room}.union(*(below(other) for other in found[room]))

    return {room: [o for o in used if not any(o in below(other) for other in used if other != o)] for room, used in found.items()}


def floors(found: dict[str, list[str]]) -> dict[str, int]:
    """How high each room stands: one above the highest of those that it imports."""
    height: dict[str, int] = {}
    for room, used in found.items():
        height[room] = 1 + max((height[other] for other in used), default=-1)
    return height


def places(found: dict[str, list[str]]) -> dict[str, tuple[float, float]]:
    """Where the middle of each room is drawn: above the middle of what it imports, and side by side on its floor."""
    height = floors(found)
    across: dict[str, float] = {}
    for floor in range(max(height.values()) + 1):
        here = [room for room in found if height[room] == floor]
        wanted = {room: sum(across[o] for o in found[room]) / len(found[room]) if found[room] else 0.0 for room in here}
        middle = sum(wanted.values()) / len(here)
        for n, room in enumerate(sorted(here, key=lambda r: wanted[r])):
            across[room] = middle + n - (len(here) - 1) / 2
    left, top = min(across.values()), max(height.values())
    return {r: (EDGE + WIDTH / 2 + (x - left) * ACROSS, EDGE + HEIGHT / 2 + (top - height[r]) * UP) for r, x in across.items()}


def picture() -> str:
    """The rooms as boxes with the number of their modules, and an arrow to each that they import and nothing below them does."""
    found = drawn(edges())
    at = places(found)
    wide, high = max(x for x, _ in at.values()) + WIDTH / 2 + EDGE, max(y for _, y in at.values()) + HEIGHT / 2 + EDGE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}" '
        'font-family="sans-serif" font-size="14" text-anchor="middle" role="img">',
        "<title>The rooms of the package: an arrow leads from a room to those that it imports</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#555555"/></marker></defs>',
        f'<rect width="{wide:g}" height="{high:g}" fill="#ffffff"/>',
        *(_arrow(*at[room], *at[other]) for room, used in found.items() for other in used),
    ]
    for room, (x, y) in at.items():
        lines.append(
            f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#eef3f8" stroke="#334455" stroke-width="1"/>'
            f'<text x="{x:g}" y="{y - 2:g}" font-weight="bold">{escape(room)}</text>'
            f'<text x="{x:g}" y="{y + 14:g}" font-size="11" fill="#334455">{_count(room)}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


def _arrow(x: float, y: float, to_x: float, to_y: float) -> str:
    y, to_y = y + HEIGHT / 2, to_y - HEIGHT / 2
    bend = UP / 2
    return (
        f'<path d="M{x:g} {y:g}C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g}" '
        'fill="none" stroke="#555555" stroke-width="1" marker-end="url(#tip)"/>'
    )


def modules(room: str) -> list[str]:
    """The modules of a room by their names inside it."""
    return [name.rsplit(".", 1)[1] for name in MODULES if name != DOOR and room_of(name) == room and name != f"tunnistus.{room}"]


def _count(room: str) -> str:
    n = len(modules(room))
    return f"{n} modules" if n > 1 else "1 module"


def table() -> str:
    """The table of rooms, from the ground up, with all that each imports."""
    return "".join(["| room | imports | modules |\n|---|---|---|\n", *_rows()])


def _rows() -> Iterator[str]:
    for room, used in edges().items():
        names = ", ".join(f"`{name}`" for name in (sorted(GROUND) if room == "ground" else modules(room) or [room]))
        yield f"| {room} | {', '.join(used) or '–'} | {names} |\n"


def page(text: str) -> str:
    """The page with its table made anew."""
    return TABLE.sub(lambda _: table(), text)
