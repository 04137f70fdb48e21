"""The page on the architecture is true: its picture and table are those of the imports, and its text names every room and no module that is not there."""

import re

from tests import architecture
from tests.architecture import PAGE
from tests.house import MODULES, ROOMS

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_arrows_drawn_lead_to_everything_that_is_imported() -> None:
    found, drawn = architecture.edges(), architecture.drawn(architecture.edges())

    def below(room: str, arrows: dict[str, list[str]]) -> set[str]:
        return {room}.union(*(below(other, arrows) for other in arrows[room]))

    assert {room: below(room, drawn) for room in ROOMS} == {room: below(room, found) for room in ROOMS}
    assert all(set(drawn[room]) <= set(found[room]) for room in ROOMS)


def test_every_arrow_of_the_picture_leads_downward() -> None:
    at = architecture.places(architecture.drawn(architecture.edges()))
    assert len(at) > 10
    assert [(a, b) for a, used in architecture.edges().items() for b in used if at[a][1] >= at[b][1]] == []


def test_the_text_has_a_paragraph_for_every_room_that_names_its_own_modules_only() -> None:
    paragraphs = dict(re.findall(r"^\*\*(\w+)\.\*\* (.*?)(?=\n\n|\Z)", TEXT, re.M | re.S))
    assert sorted(paragraphs) == sorted(ROOMS)
    short = {name.rpartition(".")[2] for name in MODULES}
    for room, said in paragraphs.items():
        named = set(re.findall(r"`(\w+)`", said)) & short
        assert named <= {*architecture.modules(room)}, room


def test_the_words_of_the_code_are_names_of_modules() -> None:
    table = TEXT.partition("## Words of the code\n")[2]
    named = [word for row in table.splitlines() if row.startswith("| ") for word in re.findall(r"`(\w+)`", row.split("|")[2])]
    assert len(named) > 25
    assert {*named} - {name.rpartition(".")[2] for name in MODULES} == set()
