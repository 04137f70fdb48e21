"""Vignettes: each gives what it expects, in three languages; look-alikes stay under advice and have a twin that goes further."""

import pytest

from tests import ROOT
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source
from tunnistus.trying.vignettes import Vignette, read_vignettes

BOOK = source.book()
VIGNETTES = read_vignettes(ROOT / "indicators" / "vignettes")
LOOK_ALIKES = [v for v in VIGNETTES.values() if v.doc.look_alike]
STEPS = BOOK.rules["next_step"].outcomes


def test_there_are_enough_of_each_kind() -> None:
    assert len(VIGNETTES) >= 40
    assert len(LOOK_ALIKES) >= 12
    assert {v.doc.form for v in VIGNETTES.values()} >= {"labour", "sexual", "marriage", "crime", "begging", "domestic", "child"}


@pytest.mark.parametrize("vignette", VIGNETTES.values(), ids=lambda v: v.id)
def test_a_vignette_gives_what_it_expects_in_three_languages(vignette: Vignette) -> None:
    assert vignette.differences(BOOK) == []
    assert "next_step" in vignette.doc.expect
    step = vignette.decide(BOOK, "next_step")
    signs = {n for n in vignette.doc.signs if step.case.answers.known.get(n) is (BOOK.facts[n].polarity != "reassuring")}
    assert signs == set(vignette.doc.signs)
    for lang in ("fi", "sv", "en"):
        speaker = Speaker(BOOK, lang)
        assert len(speaker.t.say(f"vignette.{vignette.id}.story")) > 80
        assert speaker.outcome("next_step", step.floor or "")


@pytest.mark.parametrize("vignette", LOOK_ALIKES, ids=lambda v: v.id)
def test_a_look_alike_is_no_referral_and_its_twin_is(vignette: Vignette) -> None:
    known = vignette.decide(BOOK, "next_step").case.answers.known
    signs = [n for n, v in known.items() if v is True and BOOK.facts[n].polarity == "risk"]
    assert len(signs) >= 3, "at least three true signs or complaints"
    assert vignette.decide(BOOK, "next_step").floor == "keep_contact"
    helping = [r for r in BOOK.rules if BOOK.rules[r].part == "help"]
    assert any(vignette.decide(BOOK, r).due for r in helping), "it gets the help that fits"
    assert len(vignette.doc.differs) == 1
    twin = vignette.decide(BOOK, "next_step", twin=True)
    assert STEPS.index(twin.floor or "") >= STEPS.index("find_out")
    assert twin.floor == (vignette.doc.twin_step or "consult")


@pytest.mark.parametrize("vignette", [v for v in VIGNETTES.values() if v.doc.differs and not v.doc.look_alike], ids=lambda v: v.id)
def test_weak_signs_are_no_referral_and_with_one_more_fact_advice_is_asked(vignette: Vignette) -> None:
    assert vignette.decide(BOOK, "next_step").floor in ("keep_contact", "find_out")
    assert len(vignette.doc.differs) == 1
    assert vignette.decide(BOOK, "next_step", twin=True).floor == vignette.doc.twin_step == "consult"
    assert vignette.doc.twin, "it is told how the twin's story goes"
