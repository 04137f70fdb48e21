"""The source of a lesson, in one language: ``docs/training/<lesson>.yaml`` with the catalogues ``tunnistus-lessons``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import attrs
import polib

from tunnistus.reading.strict import read
from tunnistus.shipping import l10n

ROOT = Path(__file__).parents[1]
EVERY = "every_lesson"
HANDOUTS = "handouts"


@attrs.frozen
class Lesson:
    """A lesson in a language.

    Attributes:
        audience: ``workers``, ``developers`` or ``analysts``.
        minutes: how long it takes.
        warnings: keys of what is hard to read in it, as the stories have them.
        cells: pairs of ``text`` and Markdown or ``code`` and Python.
        timing: pairs of minutes and what is done.
        questions: pairs of what to talk about and what a trainer can say.
    """

    id: str
    lang: str
    title: str
    about: str
    audience: str
    minutes: int
    warnings: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    aims: tuple[str, ...]
    timing: tuple[tuple[int, str], ...]
    questions: tuple[tuple[str, str], ...]


def names(root: Path = ROOT) -> list[str]:
    """Return the ids of the lessons, in order."""
    orders = {path.stem: _data(root, path.stem).get("order", 0) for path in (root / "docs" / "training").glob("*.yaml")}
    return sorted((name for name in orders if name not in (EVERY, HANDOUTS)), key=lambda name: orders[name])


def lesson(name: str, lang: str, root: Path = ROOT) -> Lesson:
    """Read a lesson. Raises ``KeyError`` for a text that has no translation, which ``tunnistus l10n --check`` names as well."""
    said, data = _said(name, lang, root), _data(root, name)
    trainer = data["trainer"]
    return Lesson(
        id=name,
        lang=lang,
        title=said["title"],
        about=said["about"],
        audience=data["for"],
        minutes=data["minutes"],
        warnings=tuple(data["warnings"]),
        cells=tuple(("code", row["code"].strip()) if "code" in row else ("text", said[f"cells.{row['say']}"]) for row in data["cells"]),
        aims=tuple(said[f"trainer.aims.{row['say']}"] for row in trainer["aims"]),
        timing=tuple((row["minutes"], said[f"trainer.timing.{row['say']}"]) for row in trainer["timing"]),
        questions=tuple(
            (said[f"trainer.questions.{row['say']}"], said[f"trainer.questions.{row['say']}.answer"]) for row in trainer["questions"]
        ),
    )


def words(lang: str, root: Path = ROOT, *, of: str = EVERY) -> dict[str, str]:
    """Return what stands in every lesson, or in another file of labelled texts, by its label."""
    return {key.removeprefix("cells."): text for key, text in _said(of, lang, root).items()}


@cache
def _data(root: Path, name: str) -> Any:
    return read(root / "docs" / "training" / f"{name}.yaml", name=name).data


def _said(name: str, lang: str, root: Path) -> dict[str, str]:
    mine = {key: text for key, text in _finnish(root).items() if key.startswith(f"{name}.")}
    said = mine if lang == "fi" else _translated(lang, root)
    return {key.removeprefix(f"{name}."): said[key] for key in mine}


@cache
def _finnish(root: Path) -> dict[str, str]:
    return {key: str(text) for key, text in l10n.lessons(root)}


@cache
def _translated(lang: str, root: Path) -> dict[str, str]:
    entries = polib.pofile(str(l10n.LESSONS.path(root / "locales", lang)))
    return {entry.msgctxt: entry.msgstr for entry in entries if entry.msgstr and not entry.fuzzy}
