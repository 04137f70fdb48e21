"""The ids of a release stay: the list of them, and what tells that one went."""

from typing import Any

import pytest

from tests import ids
from tunnistus.shipping import source


def test_every_id_of_the_list_is_there_or_was_renamed() -> None:
    """Until the release `tests.generate` makes the list of what is there; from then on nothing goes from it."""
    assert list(ids.lost(ids.kept(), source.book())) == []


@pytest.mark.parametrize(
    ("kind", "listed", "renamed", "lost"),
    [
        ("facts", {"gone": []}, {}, ["gone"]),
        ("facts", {"gone": []}, {"gone": "immediate_danger"}, []),
        ("facts", {"gone": ["a"]}, {"gone": "admission_ground", "gone.a": "admission_ground.child"}, []),
        ("facts", {"gone": ["a"]}, {"gone": "admission_ground"}, ["gone.a"]),
        ("facts", {"gone": []}, {"gone": "gone_too"}, ["gone"]),
        ("facts", {"gone": []}, {"gone": "gone_too", "gone_too": "immediate_danger"}, ["gone"]),
        ("facts", {}, {"immediate_danger": "admission_ground"}, ["immediate_danger"]),
        ("rules", {"next_step": ["gone"]}, {}, ["next_step.gone"]),
        ("rules", {"next_step": ["gone"]}, {"next_step.gone": "next_step.consult"}, []),
        ("actors", {"gone": []}, {}, ["gone"]),
    ],
)
def test_an_id_that_went_is_told(kind: str, listed: dict[str, Any], renamed: dict[str, str], lost: list[str]) -> None:
    whole: dict[str, Any] = {"facts": {}, "rules": {}, "actors": {}, "renamed": renamed, kind: listed}
    assert list(ids.lost(whole, source.book())) == lost
