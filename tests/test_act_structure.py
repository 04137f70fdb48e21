"""The record of the acts' structure is held against files that are laid out as Finlex publishes them. The acts here are invented."""

import hashlib
from pathlib import Path

import attrs
import pytest

from tests import act_structure
from tests.act_structure import (
    Listed,
    Printed,
    against,
    compare,
    in_force,
    letters,
    printed,
    sentences,
    shape,
    transitional,
    transitions,
    unhoused,
    unlisted,
)
from tunnistus.reading.unitfile import read_statutes
from tunnistus.rules.statute import Leaf
from tunnistus.shipping import source

HEAD = '<vah:L xmlns:vah="v" xmlns:saa="s" xmlns:sis="i"><saa:Johtolause>muutetaan</saa:Johtolause><saa:Pykalisto>'
FOOT = "</saa:Pykalisto></vah:L>"
LINE = "<sis:Katkoviiva/>"


def section(number: str, *parts: str) -> str:
    return f"<saa:Pykala><saa:PykalaTunnusKooste>{number} §</saa:PykalaTunnusKooste>{''.join(parts)}</saa:Pykala>"


def plain(text: str) -> str:
    return f"<saa:MomenttiKooste>{text}</saa:MomenttiKooste>"


def listed(head: str, *items: str) -> str:
    head = f"<saa:MomenttiJohdantoKooste>{head}</saa:MomenttiJohdantoKooste>" if head else ""
    return f"<saa:KohdatMomentti>{head}{''.join(f'<saa:MomenttiKohtaKooste>{i}</saa:MomenttiKohtaKooste>' for i in items)}</saa:KohdatMomentti>"


def read(*sections: str) -> list[Printed]:
    return list(printed(HEAD + "".join(sections) + FOOT))


@pytest.mark.parametrize(("text", "count"), [("Yksi.", 1), ("Yksi. Kaksi.", 2), ("Yksi, 2 mom. ja muu.", 1), ("Yksi. Åbo. Kolme.", 3)])
def test_sentences_are_parted_by_a_full_stop_and_a_capital_letter(text: str, count: int) -> None:
    assert sentences(text) == count


def test_subsections_items_and_their_sentences_are_counted() -> None:
    (one,) = read(section("5 a", plain("Yksi. Kaksi."), listed("Näin:", "1) a;", "2 a) b. Lisää.", "on toimittava.")))
    assert one == Printed("5 a", ((2, ()), (1, (("1", 1), ("2 a", 2)))), whole=True)


def test_what_goes_on_with_a_small_letter_or_as_an_item_belongs_to_the_subsection_before() -> None:
    (one,) = read(section("1", listed("Joka", "1) a;", "2) b;"), plain("on tuomittava."), plain("3) c."), plain("Toinen.")))
    assert one.parts == ((2, (("1", 1), ("2", 1), ("3", 1))), (1, ()))


def test_items_that_stand_beside_their_subsection_belong_to_it() -> None:
    items = "".join(f"<saa:MomenttiKohtaKooste>{i}</saa:MomenttiKohtaKooste>" for i in ("1) a;", "2) b."))
    (one,) = read(section("1", plain("Joka:"), items, plain("Toinen.")))
    assert one.parts == ((1, (("1", 1), ("2", 1))), (1, ()))


def test_a_first_item_without_a_head_and_letters_below_numbers() -> None:
    (one,) = read(section("1", listed("1) a;", "2) b:", "a) x;", "b) y.")))
    assert one.parts == ((0, (("1", 1), ("2", 1))),)


def test_chapters_give_the_number_and_a_line_says_that_something_is_left_out() -> None:
    chapter = f"<saa:Luku><saa:LukuTunnusKooste>25 luku</saa:LukuTunnusKooste>{section('3', LINE, plain('Yksi.'))}</saa:Luku>"
    assert read(chapter) == [Printed("25:3", ((1, ()),), whole=False)]


RECORDED = ((1, ()), (2, (("1", 1), ("2", 1))), (1, ()))


@pytest.mark.parametrize(("parts", "whole", "verdict"), [
    (RECORDED, True, "whole"), (RECORDED[1:], False, "part"), (((0, (("2", 1),)),), False, "part"),
    (RECORDED[:2], True, "difference"), ((*RECORDED[1::-1], RECORDED[0]), False, "difference"), (((2, (("3", 1),)),), False, "difference"),
])  # fmt: skip
def test_a_whole_section_has_the_recorded_shape_and_a_part_stands_in_it(
    parts: tuple[act_structure.Part, ...], whole: bool, verdict: str
) -> None:
    said = compare("X 1 §", "1/2000", RECORDED, Printed("1", parts, whole))
    assert said == verdict or (verdict == "difference" and said.startswith("X 1 § (1/2000): recorded 1 | 2: 1 2 | 1"))


def test_the_shape_of_a_version_is_that_of_its_leaves() -> None:
    leaves = (Leaf("1", "", 1), Leaf("2", "", 1), Leaf("2", "", 2), Leaf("2", "1", 1), Leaf("2", "2", 1), Leaf("3", "", 1))
    assert shape(leaves) == RECORDED


def test_what_is_known_to_be_laid_out_wrongly_is_a_version_of_the_record() -> None:
    structures = read_statutes(act_structure.ROOT / "indicators", book=source.book()).structures
    versions = {(str(name), act) for name, structure in structures.items() for _, act, _ in structure.versions}
    assert set(act_structure.FAULTY) <= versions


def amending(number: str, verb: str, *sections: str) -> bytes:
    return f"{HEAD.replace('muutetaan', f'{verb} alkulain ({number}) 1 §')}{''.join(sections)}{FOOT}".encode()


@pytest.mark.parametrize(("xml", "act", "found"), [
    (amending("1/2000", "muutetaan", section("5", plain("Yksi.")), section("5 b", plain("Yksi.")), section("9 a", plain("Yksi."))), "2/2001", ["5 b"]),
    (amending("1/2000", "lisätään", section("4 a", plain("Yksi.")), section("6 c", plain("Yksi."))), "2/2001", ["4 a", "6 c"]),
    (amending("1/2000", "säädetään", section("5 b", plain("Yksi."))), "2/2001", []),
    (amending("7/2000", "muutetaan", section("5 b", plain("Yksi."))), "2/2001", []),
    (amending("7/2000", "säädetään", section("5 b", plain("Yksi."))), "1/2000", ["5 b"]),
], ids=["changed", "added", "under the act", "another act", "the act itself"])  # fmt: skip
def test_sections_with_a_letter_are_found_in_the_act_and_in_those_that_change_it(xml: bytes, act: str, found: list[str]) -> None:
    assert letters(xml, act, Listed("1/2000", (("4", "6"),), {})) == found


@pytest.mark.parametrize(("text", "day"), [
    ("Tämä laki tulee voimaan 1 päivänä syyskuuta 2011.", "2011-09-01"), ("Tämä laki tulee voimaan 12 päivänä joulukuuta 2099 ja on voimassa.", "2099-12-12"),
    ("Laki tulee voimaan myöhemmin.", ""),
])  # fmt: skip
def test_an_act_says_from_which_day_it_applies(text: str, day: str) -> None:
    assert in_force(f"<L><P>{text}</P></L>".encode()) == day


def test_a_day_that_is_not_the_one_of_the_act_is_told(tmp_path: Path) -> None:
    xml = amending("746/2011", "muutetaan", section("16", plain("Yksi.")))
    (tmp_path / "asd20150087.xml").write_bytes(xml.replace(FOOT.encode(), b"</saa:Pykalisto><P>Tama</P></vah:L>"))
    assert unlisted(tmp_path) == ("VastL (87/2015) is in force from no day by its own clause",)


def test_an_act_that_changes_another_one_with_the_same_number_is_passed_over() -> None:
    xml = amending("1/2000", "muutetaan", section("5 b", plain("Yksi.")))
    one = Listed("1/2000", (("4", "6"),), {})
    assert letters(xml, "2/2001", one) == ["5 b"]
    assert letters(xml, "2/2001", attrs.evolve(one, another=("2/2001",))) == []


def test_an_act_that_others_give_no_number_is_found_by_its_name() -> None:
    xml = amending("1/2000", "muutetaan", section("5 b", plain("Yksi."))).replace(b"alkulain (1/2000)", b"vanhan kaaren")
    one = Listed("1/2000", (("4", "6"),), {})
    assert letters(xml, "2/2001", one) == []
    assert letters(xml, "2/2001", attrs.evolve(one, named="vanhan kaar")) == ["5 b"]


def test_chapters_count_where_the_list_has_them() -> None:
    chapter = f"<saa:Luku><saa:LukuTunnusKooste>25 luku</saa:LukuTunnusKooste>{section('3 a', plain('Yksi.'))}</saa:Luku>"
    xml = amending("1/2000", "muutetaan", chapter)
    assert letters(xml, "2/2001", Listed("1/2000", (("25:1", "25:9"),), {})) == ["25:3 a"]
    assert letters(xml, "2/2001", Listed("1/2000", (("1", "9"),), {})) == ["3 a"]


def test_a_section_with_a_letter_that_is_not_listed_is_told(tmp_path: Path) -> None:
    (tmp_path / "asd20990007.xml").write_bytes(
        amending("301/2004", "lisätään", section("81 x", plain("Yksi.")), section("81 a", plain("Yksi.")))
    )
    assert unlisted(tmp_path) == ("UlkL 81 a § (7/2099) is not listed", "UlkL 81 x § (7/2099) is not listed")


def test_only_a_file_with_the_recorded_digest_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + section("36 b", plain("Yksi.")) + FOOT
    path = tmp_path / "fi" / "asd20240472.xml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert set(against(tmp_path).counts) == {"no file"}
    record = act_structure.read(act_structure.RECORD).data
    record["structures"]["UlkL"]["files"]["472/2024"] = hashlib.sha256(text.encode()).hexdigest()
    monkeypatch.setattr(act_structure, "read", lambda _: type("Read", (), {"data": record}))
    monkeypatch.setattr(act_structure, "FAULTY", {})
    report = against(tmp_path)
    assert report.differences == ("UlkL 36 b § (472/2024): recorded 1: 1 2 3 4 5 | 1, printed 1",)
    assert report.counts["different"] == 1


CLOSING = [
    (["Tämä laki tulee voimaan 1 päivänä syyskuuta 2011."], 0),
    (["Tämä laki tulee voimaan 1 päivänä heinäkuuta 2020 ja on voimassa 31 päivään lokakuuta 2020."], 0),
    (["Tämä laki tulee voimaan 1 päivänä toukokuuta 2004. Tällä lailla kumotaan laki (1/1991).", "Ennen lain voimaantuloa voidaan ryhtyä toimiin."], 0),
    (["Tämän lain voimaantulosta säädetään valtioneuvoston asetuksella."], 0),
    (["Tämä laki tulee voimaan 1 päivänä huhtikuuta 2015 kuitenkin niin, että 38 §:ää sovelletaan vasta 1.1.2016."], 1),
    (["Tämä laki tulee voimaan 1 päivänä elokuuta 2010.", "Vireillä olevaan asiaan sovelletaan vanhaa lakia. Uuteen tätä lakia."], 2),
]  # fmt: skip


@pytest.mark.parametrize(("closing", "count"), CLOSING)
def test_of_a_closing_clause_what_says_more_than_a_day_needs_a_home(closing: list[str], count: int) -> None:
    clause = f"<saa:Pykala>{''.join(map(plain, closing))}</saa:Pykala>"
    numbered = section("70", "<saa:Otsikko>Siirtymäsäännös</saa:Otsikko>", *map(plain, closing))
    for last in (clause, numbered):
        assert len(transitional(HEAD + section("5", plain("Ennen lain voimaantuloa tehty. Toinen.")) + last + FOOT)) == count


def test_each_home_of_a_transition_is_there_and_each_reason_is_a_sentence() -> None:
    rules = source.book().rules
    for name, acts in transitions().items():
        for act, homes in acts.items():
            for one in homes:
                said = {key for key in one if key != "sentences"}
                assert len(said) == 1, f"{name} {act}: {one}"
                assert said <= {"rules", "clauses", "notices", "reason"}, f"{name} {act}: {one}"
                assert "reason" not in one or (
                    (one["reason"][0].isupper() or one["reason"][0].isdigit()) and one["reason"].endswith(".")
                ), one
                there = {
                    "rules": set(rules),
                    "clauses": {f"{rule}.{clause.name}" for rule, r in rules.items() for clause in r.clauses},
                    "notices": {f"{rule}.{notice.key}" for rule, r in rules.items() for notice in r.notices},
                }
                assert all(set(one.get(kind, ())) <= names for kind, names in there.items()), f"{name} {act}: {one}"


def test_an_act_whose_sentences_on_transition_are_not_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = amending("301/2004", "muutetaan").replace(
        b"</saa:Pykalisto>", f"<saa:Pykala>{plain('Vanhaan sovelletaan vanhaa.')}</saa:Pykala></saa:Pykalisto>".encode()
    )
    (tmp_path / "asd20240472.xml").write_bytes(raw)
    assert unhoused(tmp_path) == ()  # not the file that was read
    record = act_structure.read(act_structure.RECORD).data
    monkeypatch.setattr(act_structure, "transitions", lambda: {"UlkL": {"472/2024": [{"sentences": 2}]}})
    record["structures"]["UlkL"]["files"]["472/2024"] = hashlib.sha256(raw).hexdigest()
    monkeypatch.setattr(act_structure, "read", lambda _: type("Read", (), {"data": record}))
    assert unhoused(tmp_path) == ("UlkL (472/2024): 1 sentences on transition, 2 with a home",)
