"""What is made from the library and kept in the repository, so that a reviewer sees every change of it: ``python -m tests.generate``.

It writes the pages of invented people, the pictures and the schemas of ``docs/``, and the parts of its pages that are made. With ``--check`` it writes
nothing, names each file that is not as it would be written, and fails where there is one. ``make generate`` runs it after what the command
``tunnistus`` writes itself: catalogues and snapshots.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import tunnistus as tn
from tests import (
    ROOT,
    architecture,
    calculations_table,
    diagram_page,
    example_pictures,
    ids,
    interplay,
    interplay_page,
    pages,
    result_picture,
)
from tunnistus.shipping import source
from tunnistus.writing import write

__all__ = ["differing", "files"]

WHOLE = (pages.PLACE, example_pictures.DIRECTORY)
"""Folders in which nothing stands that is not made."""


@functools.cache
def files() -> dict[Path, str]:
    """Return the text of each file that is made, by its path."""
    return dict(_files())


def _files() -> Iterator[tuple[Path, str]]:
    yield from ((pages.PLACE / name, text) for name, text in pages.pages())
    yield from ((example_pictures.DIRECTORY / name, drawn) for name, drawn in example_pictures.pictures().items())
    yield result_picture.PICTURE, result_picture.drawn(result_picture.sheet())
    for kind in ("answers", "result", "receipt"):
        yield ROOT / "docs" / "schemas" / f"{kind}.json", _schema(kind)
    yield ROOT / "indicators" / "schema.json", _schema("rules", in_order=True)
    yield architecture.PICTURE, architecture.picture()
    yield architecture.PAGE, architecture.page(_text(architecture.PAGE))
    yield calculations_table.PAGE, calculations_table.page(_text(calculations_table.PAGE))
    yield diagram_page.PAGE, diagram_page.page(_text(diagram_page.PAGE))
    yield interplay_page.PAGE, interplay_page.page(interplay.read_table())
    if ids.unreleased():
        yield ids.LIST, ids.page(source.book())


def _schema(kind: str, *, in_order: bool = False) -> str:
    return json.dumps(tn.json_schema(kind), ensure_ascii=False, indent=1, sort_keys=in_order) + "\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def differing() -> list[Path]:
    """Return the files that are not as they would be written, those that lack and those that are left over among them."""
    made = files()
    left = [path for folder in WHOLE for path in folder.iterdir() if path not in made]
    return sorted([*left, *(path for path, text in made.items() if not path.is_file() or path.read_bytes() != text.encode())])


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` say which differ; with anything else do nothing."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m tests.generate [--check]")
        return 2
    found = differing()
    if arguments == ["--check"]:
        for path in found:
            print(f"{path.relative_to(ROOT)}: not as it is made; run make generate and read the difference")
        return bool(found)
    made = files()
    for path in found:
        if path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, made[path])
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
