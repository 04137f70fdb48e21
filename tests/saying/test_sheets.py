"""Which parts a sheet has, in which order, and what gives way stands in the rule data; what is urgent stays first whatever they say."""

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tests.reading.overlays import OWN, overlay, rules
from tests.saying.people import BOOK, DAY
from tunnistus.assessment import Assessment
from tunnistus.errors import LoadError
from tunnistus.reading import canon
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read_text
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.rules.sheets import FIRST, KINDS, LEAST, Kind, Sheet, Slot, plain
from tunnistus.saying import brief, letter, say

SHIPPED = (ROOT / "indicators" / "sheets.yaml").read_text(encoding="utf-8")
PEOPLE = [
    tn.assess(answers, as_of=DAY)
    for answers in (
        {},
        {"documents_withheld": True},
        {"documents_withheld": True, "earnings_taken": True, "immediate_danger": True, "age_under_18": True, "wants_help": "wants_help"},
    )
]
NOBODY, SOMEBODY, CHILD = PEOPLE
SHEETS: tuple[Kind, ...] = ("brief", "letter")
REGISTER = {"brief": "worker", "letter": "plain"}


def written(text: str) -> dict[Kind, Sheet]:
    """The sheets of a file."""
    return dict(build_book([read_text(text, name="sheets.yaml")]).sheets)


def by(a: Assessment, book: Book) -> Assessment:
    """The same person, whose sheets are those of another book; the decisions stay."""
    return attrs.evolve(a, case=attrs.evolve(a.case, book=book))


def parts_of(a: Assessment, kind: Kind, **sheets: Sheet) -> list[dict[str, Any]]:
    """The parts of the sheet of somebody by some sheets of the rule data."""
    book = attrs.evolve(BOOK, sheets={**BOOK.sheets, **sheets})
    return list(by(a, book).page("fi", register=REGISTER[kind])["parts"])


def names(a: Assessment, kind: Kind, **sheets: Sheet) -> list[str]:
    return [part["name"] for part in parts_of(a, kind, **sheets)]


def test_the_program_says_every_part_of_the_closed_list() -> None:
    for kind, room in (("brief", brief), ("letter", letter)):
        said = {**dict.fromkeys(room.WHOLE, False), **dict.fromkeys((*room.COUNTED, *getattr(room, "ASKING", ())), True)}
        assert {**said, **({"read": False} if kind == "brief" else {})} == KINDS[kind], kind
    assert dict.fromkeys(say.SECTIONS, False) == KINDS["full"]


def test_the_shipped_sheets_have_every_part_and_are_those_of_the_file() -> None:
    assert written(SHIPPED) == BOOK.sheets
    assert {kind: {each.name for each in sheet.parts} for kind, sheet in BOOK.sheets.items()} == {k: {*parts} for k, parts in KINDS.items()}


@settings(max_examples=tries(10))
@given(data=st.data())
def test_in_whatever_order_the_rest_stands_what_is_urgent_is_first_and_the_sheet_fits(data: st.DataObject) -> None:
    kind: Kind = data.draw(st.sampled_from(SHEETS))
    shipped = BOOK.sheets[kind]
    first, rest = shipped.parts[: len(FIRST[kind])], shipped.parts[len(FIRST[kind]) :]
    moved = attrs.evolve(shipped, parts=(*first, *data.draw(st.permutations(rest))))
    a = by(data.draw(st.sampled_from(PEOPLE)), attrs.evolve(BOOK, sheets={**BOOK.sheets, kind: moved}))
    there = [part["name"] for part in a.page("fi", register=REGISTER[kind])["parts"]]
    order = [each.name for each in moved.parts]
    assert there == sorted(there, key=order.index), "in the order of the data"
    assert there[: len(there) - len([n for n in there if n not in FIRST[kind]])] == [n for n in FIRST[kind] if n in there]
    limits = (brief if kind == "brief" else letter).LIMITS
    for lang in LANGUAGES:
        text = a.explain(lang, register=REGISTER[kind])
        assert len(text) <= limits.characters
        assert text.count("\n") <= limits.lines


def test_a_part_moved_or_left_out_in_the_file_moves_or_is_left_out_on_the_sheet() -> None:
    law, why = "      - {part: law, most: 5}  # beside the periods\n", "      - {part: why, most: 6}\n"
    assert [n for n in names(SOMEBODY, "brief") if n in ("why", "law")] == ["why", "law"]
    moved = SHIPPED.replace(law, "").replace(why, law + why)
    assert [n for n in names(SOMEBODY, "brief", **written(moved)) if n in ("why", "law")] == ["law", "why"]
    out = "\n".join(line for line in SHIPPED.splitlines() if "part: ask" not in line) + "\n"
    assert "ask" in names(SOMEBODY, "brief")
    assert "ask" not in names(SOMEBODY, "brief", **written(out))


def test_a_part_has_no_more_lines_than_the_data_say() -> None:
    few = written(SHIPPED.replace("{part: ask, most: 3}\n      - {part: judge", "{part: ask, most: 1}\n      - {part: judge"))
    (asked,) = (part for part in parts_of(SOMEBODY, "brief", **few) if part["name"] == "ask")
    assert len(asked["lines"]) == 1


OURS = Slot("our_house", says=("door", "bell"))
TEXTS = {
    "part.our_house.brief.title": "Talomme",
    "part.our_house.brief.says.door": "Ovi on auki.",
    "part.our_house.brief.says.bell": "Soita kelloa.",
}


def test_rule_data_can_have_a_part_of_their_own_which_stands_where_they_say() -> None:
    shipped = BOOK.sheets["brief"]
    parts = (*shipped.parts[:4], OURS, *shipped.parts[4:])
    own = attrs.evolve(shipped, parts=parts, gives_way=(("our_house", 1), *shipped.gives_way))
    book = attrs.evolve(BOOK, sheets={"brief": own}, texts={**BOOK.texts, **TEXTS})
    page = by(SOMEBODY, book).page("fi")
    at = [part["name"] for part in page["parts"]]
    assert at[at.index("our_house") - 1 : at.index("our_house") + 2] == ["now", "our_house", "call"]
    part = page["parts"][at.index("our_house")]
    assert (part["title"], [line["text"] for line in part["lines"]]) == ("Talomme", ["Ovi on auki.", "Soita kelloa."])
    full = by(CHILD, book).page("fi")
    assert [len(part["lines"]) for part in full["parts"] if part["name"] == "our_house"] == [1], "it gives way first where the data say so"


def headings(a: Assessment, book: Book) -> list[str]:
    return [section.title for section in say.assessment_report(by(a, book), "fi").sections]


@settings(max_examples=tries(10))
@given(data=st.data())
def test_the_full_page_has_everything_in_the_order_of_the_data_and_what_is_urgent_first(data: st.DataObject) -> None:
    shipped, a = BOOK.sheets["full"], data.draw(st.sampled_from(PEOPLE))
    rest = data.draw(st.permutations(shipped.parts[3:]))
    moved = attrs.evolve(BOOK, sheets={"full": attrs.evolve(shipped, parts=(*shipped.parts[:3], *rest))})
    before, after = headings(a, BOOK), headings(a, moved)
    urgent = sum(section.urgent for section in say.assessment_report(a, "fi").sections)
    assert sorted(after) == sorted(before)
    assert after[: urgent + 1] == before[: urgent + 1]
    one_by_one = [headings(a, attrs.evolve(BOOK, sheets={"full": attrs.evolve(shipped, parts=(slot,))})) for slot in rest]
    assert after[urgent + 1 :] == [title for titles in one_by_one for title in titles]


ADDED = """sheets:
  brief:
    parts:
      - {part: kunta_house, title: Kunnan talo, says: {open: Kunnan talo on auki.}}
  letter:
    parts:
      - {part: kunta_house, title: Talo, says: {open: Voit tulla kunnan taloon.}}
  full:
    parts:
      - {part: kunta_house, title: Kunnan talo, says: {open: Kunnan talo on auki.}}
"""


def test_others_add_a_part_at_the_end_and_change_nothing_of_the_sheet() -> None:
    made = overlay({**OWN, "rules.yaml": rules(), "sheets.yaml": ADDED})
    assert canon.loads(canon.dumps(made)).sheets == made.sheets
    assert [each.name for each in made.own().sheets["brief"].parts] == ["kunta_house"]
    for kind in SHEETS:
        before, after = (by(CHILD, book).page("fi", register=REGISTER[kind]) for book in (BOOK, made))
        *same, last = after["parts"]
        assert same == before["parts"]
        assert (last["name"], last["title"][-16:]) == ("kunta_house", "(Keksitty kunta)")


def test_what_others_add_stands_after_what_their_rules_give() -> None:
    made = overlay({**OWN, "rules.yaml": rules(), "sheets.yaml": ADDED})
    a = tn.assess({"kunta_here": True}, as_of=DAY, book=made)
    assert [part["name"] for part in a.page("fi")["parts"]][-2:] == ["beside", "kunta_house"]
    assert a.explain("fi").splitlines()[-2:] == ["KUNNAN TALO (KEKSITTY KUNTA)", "Kunnan talo on auki."]
    *_, title, _, said = a.explain("fi", full=True).splitlines()
    assert (title, said) == ("Kunnan talo (Keksitty kunta)", "  - Kunnan talo on auki.")


@pytest.mark.parametrize(
    ("part", "more", "said"),
    [
        ("danger", "", "belongs to|does not begin"),
        ("own_house, title: Talo, says: {open: Auki.}", "", "does not begin"),
        ("kunta_house", "", "no title and sentences"),
        ("kunta_house, title: Talo", "", "has a title and sentences: write"),
        ("kunta_house, says: {open: Auki.}", "", "has a title and sentences: write"),
        ("kunta_house, title: Talo, says: {open: Auki.}", "    gives_way: [{part: law, to: 0}]\n", "cannot have 'gives_way'"),
    ],
)
def test_others_can_neither_move_nor_thin_out_what_is_ours(part: str, more: str, said: str) -> None:
    with pytest.raises(LoadError, match=said):
        overlay({**OWN, "rules.yaml": rules(), "sheets.yaml": f"sheets:\n  brief:\n    parts:\n      - {{part: {part}}}\n{more}"})


def test_nobody_adds_one_part_twice() -> None:
    with pytest.raises(LoadError, match="stands twice"):
        overlay({**OWN, "rules.yaml": rules(), "a.yaml": ADDED, "b.yaml": ADDED})


FULL = SHIPPED[SHIPPED.index("  full:") :]
WRONG = {
    "danger further down the full page": (
        (FULL, FULL.replace("      - part: danger\n", "") + "      - part: danger\n"),
        "does not stand first",
    ),
    "something gives way on the full page": ((FULL, FULL + "    gives_way:\n      - {part: law, to: 0}\n"), "Nothing gives way"),
    "danger moved down": (("      - part: danger\n", ""), "does not stand first"),
    "what to do after whom to call": (
        ("      - part: now\n      - part: others\n", "      - part: others\n      - part: now\n"),
        "does not stand first",
    ),
    "a child gives way": (("{part: judge, to: 1}", "{part: child, to: 0}"), "does not give way"),
    "all that can be done gives way": (("{part: now, to: 1}", "{part: now, to: 0}"), "does not give way"),
    "twice": (("      - part: others\n", "      - part: others\n      - part: others\n"), "stands twice"),
    "sentences in a part of the program": (("- part: others\n", "- {part: others, title: Muut, says: {a: Muut.}}\n"), "cannot be written"),
    "fewer things to do": (("- part: now\n      - part: others", "- {part: now, most: 1}\n      - part: others"), "The program decides"),
    "what is not there gives way": (("{part: judge, to: 1}", "{part: judges, to: 1}"), "Did you mean 'judge'"),
}


@pytest.mark.parametrize("way", WRONG)
def test_what_would_hide_something_is_refused(way: str) -> None:
    (old, new), said = WRONG[way]
    assert old in SHIPPED
    with pytest.raises(LoadError, match=said) as refused:
        written(SHIPPED.replace(old, new, 1))
    assert refused.value.code == "sheet-parts"


def test_rule_data_without_sheets_get_every_part_of_which_the_last_gives_way_first() -> None:
    assert [each.name for each in plain("full").parts] == [*KINDS["full"]]
    for kind in SHEETS:
        sheet = plain(kind)
        assert [each.name for each in sheet.parts] == [*KINDS[kind]]
        assert sheet.gives_way[0] == ([*KINDS[kind]][-1], 0)
        assert not {name for name, _ in sheet.gives_way} & {*FIRST[kind]}
    assert all(name in FIRST[kind] for kind, name in LEAST)
    without = by(CHILD, attrs.evolve(BOOK, sheets={}))
    assert [p["name"] for p in without.page("fi")["parts"]][:3] == ["danger", "child", "now"]
    assert all(len(without.explain(lang)) <= brief.LIMITS.characters for lang in LANGUAGES)
