"""A lesson as a notebook, and running it in a kernel of its own."""

from __future__ import annotations

from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from lessons.source import Lesson, words
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import heavy
from tunnistus.shipping import source
from tunnistus.training import screens

SECONDS = 60  # for one cell
BEGIN = """\
from datetime import date
import tunnistus as tn

lang = "{lang}"
day = date(2026, 11, 24)"""


def notebook(lesson: Lesson) -> nbformat.NotebookNode:
    """Return the notebook without outputs. Equal lessons give equal notebooks."""
    more = [("text", words(lesson.lang)["practise_more"]), ("code", "tn.lesson(lang)")] if lesson.audience == "workers" else []
    cells = [("text", _first(lesson)), ("code", BEGIN.format(lang=lesson.lang)), *lesson.cells, *more, ("text", _last(lesson))]
    made = [new_markdown_cell(said) if kind == "text" else new_code_cell(said) for kind, said in cells]
    for n, cell in enumerate(made):
        cell["id"] = f"{lesson.id}-{n}"
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
    return new_notebook(cells=made, metadata=about)


def _first(lesson: Lesson) -> str:
    s, said = Speaker(source.book(), lesson.lang), words(lesson.lang)
    before = screens.before(s, kept=f"{said['saved']} {screens.stop_any_time(s)}")  # a notebook keeps what its cells showed
    warned = "\n".join(f"- {each}" for each in heavy(s, lesson.warnings))
    parts = [f"# {lesson.title}", lesson.about, said["minutes"].format(minutes=lesson.minutes), warned, _lines(before), said["run"]]
    return "\n\n".join(filter(None, parts))


def _last(lesson: Lesson) -> str:
    said = words(lesson.lang)
    return "\n\n".join([f"## {said['end']}", _lines(list(screens.oneself(Speaker(source.book(), lesson.lang))))])


def _lines(lines: list[str]) -> str:
    """Lines of a screen as Markdown: each a paragraph, those of a list together."""
    text = "\n".join(line.removeprefix("  ") if line.startswith("  - ") else f"\n{line}\n" for line in lines)
    return text.strip()


def run(made: nbformat.NotebookNode) -> list[str]:
    """Run the notebook in place in a kernel of this Python; return what is wrong: what a cell wrote to the error stream, such as a warning.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    beside = Config({"KernelManager": {"transport": "ipc"}})  # no port is opened
    NotebookClient(made, timeout=SECONDS, kernel_name="python3", config=beside).execute()
    return [_told(cell, output) for cell in made.cells for output in cell.get("outputs", ()) if output.get("name") == "stderr"]


def _told(cell: Any, output: Any) -> str:
    return f"{cell['id']}: {output['text'].strip()}"
