"""What a lesson in one file asks of the library. Runs in the browser: JSON goes in and out, and nothing is kept beyond the page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import tunnistus as tn
from tunnistus.api.interview import Setting, start, turn
from tunnistus.training import screens


class Practice:
    """The screens of a lesson, one after the other."""

    def __init__(self) -> None:
        self.lesson = tn.lesson("fi")

    def said(self, asked: str) -> str:
        """Return a screen. Asked: ``lang``; with ``stage`` and ``chosen`` what was chosen on it, with ``anew`` the first one.

        What was chosen on another screen, by a second press, changes nothing.
        """
        step = json.loads(asked)
        lesson = tn.lesson(step["lang"]) if step.get("anew") else self.lesson.said_in(step["lang"])
        self.lesson = lesson.take(step["chosen"]) if step.get("stage") == lesson.stage else lesson
        return json.dumps({**self.lesson.to_dict(), "after": screens.farewell(self.lesson.s)})


class Form:
    """What a form would have sent: pairs of a name and a text."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def __contains__(self, name: object) -> bool:
        return any(each == name for each, _ in self.pairs)

    def __getitem__(self, name: str) -> str:
        return self.getlist(name)[-1]

    def get(self, name: str, default: str = "") -> str:
        """Return the last text of a name."""
        return next(reversed(self.getlist(name)), default)

    def getlist(self, name: str) -> list[str]:
        """Return every text of a name."""
        return [text for each, text in self.pairs if each == name]


class Interview:
    """The pages of an interview. The form carries the answers, so that nothing is held here."""

    def said(self, asked: str) -> str:
        """Return a page. Asked: ``lang``, and what the form ``sent``; with ``anew`` the first page."""
        step: dict[str, Any] = json.loads(asked)
        book, lang = tn.book(), step["lang"]
        setting = Setting(today=date.today)  # of the device that the page is opened on
        page = start(lang, book, setting) if step.get("anew") else turn(Form(step["sent"]), lang, book, setting)
        return json.dumps({"page": page})
