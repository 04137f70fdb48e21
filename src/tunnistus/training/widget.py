"""A lesson as a form in a notebook: native fields, by keyboard and screen reader. Needs the extra ``notebook``."""

from __future__ import annotations

from typing import Any, Protocol, Self

import anywidget

from tunnistus.saying.speaker import Speaker
from tunnistus.training import screens

__all__ = ["LessonForm"]


class Shows(Protocol):
    """A lesson: what the form needs of it."""

    @property
    def s(self) -> Speaker:
        """Who says it, in a language."""

    @property
    def stage(self) -> str:
        """Which screen it is."""

    def to_dict(self) -> dict[str, Any]:
        """The screen with its words."""

    def take(self, chosen: list[str]) -> Self:
        """Go on with what was chosen."""


class LessonForm(anywidget.AnyWidget):  # type: ignore[misc]  # it has no types
    """Shows one screen after another. Screens go and choices come as messages, and nothing is synchronised: no notebook saves any of it.

    Attributes:
        lesson: the lesson at the screen that is shown.
        screen: that screen, with what stands before the first and after the last.
    """

    _esm = "".join(path.read_text(encoding="utf-8") for path in screens.FORM)

    def __init__(self, lesson: Shows) -> None:
        super().__init__()
        self.lesson = lesson
        kept = f"{screens.nothing_kept(lesson.s)} {screens.stop_any_time(lesson.s)}"
        self.screen = {**lesson.to_dict(), "before": screens.before(lesson.s, kept=kept), "after": list(screens.farewell(lesson.s))}
        self.on_msg(self._take)

    def __repr__(self) -> str:
        return f"<LessonForm at {self.lesson.stage}>"

    def _take(self, _: Any, content: Any, __: Any) -> None:
        """Go on with what was chosen, and send the screen. What comes from another screen, after a second press or from a form that is only
        now shown, changes nothing."""
        if content.get("stage") == self.lesson.stage:
            self.lesson = self.lesson.take(content["chosen"])
            self.screen = {**self.lesson.to_dict(), "after": self.screen["after"]}
        self.send(self.screen)
