"""The page on many people names the figures that were measured, and no others."""

import re

import pytest

from tests import ROOT

PAGE, MEASURED = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("many-people.md", "performance.md"))
FIGURES = {  # what the page says: the part of the page of performance, and where the figure stands there
    "`permit.52a1` decides {} million people a second": ("Shipped rules", r"permit\.52a1: ([\d.]+) million a second;"),
    "`permit.52a2` {},": ("Shipped rules", r"permit\.52a2: ([\d.]+) million a second;"),
    "`permit.52d` {} and": ("Shipped rules", r"permit\.52d: ([\d.]+) million a second;"),
    "`next_step` {} million": ("Shipped rules", r"next_step: ([\d.]+) million a second;"),
    "takes {} times as long as the same written by hand in Polars": ("Shipped rules", r"÷ Polars by hand \| ([\d.]+)"),
    "take {} seconds on two cores": ("10,000,000 people from Parquet", r"two cores \| ([\d.]+) s"),
    "and {} of 2 GiB": ("10,000,000 people from Parquet", r"÷ 2 GiB \| ([\d.]+)"),
    "it decides {} million people a second all the same": ("w2, 1,000,000 people", r"ours \(([\d.]+) million a second"),
    "{} times as many as the fastest of pyarrow": ("w2, 1,000,000 people", r"÷ ours, Arrow[^|]*\| ([\d.]+)"),
    "500 rules {} times as many as pyarrow": ("w3, 1,000,000 people", r"÷ ours, Arrow[^|]*\| ([\d.]+)"),
    "permit among them, {} times as many as Polars": ("w1, 1,000,000 people", r"÷ ours, Arrow[^|]*\| ([\d.]+)"),
    "come {} times as fast as those of Polars": ("w1, 1,000,000 people", r"÷ ours, Kleene values \| ([\d.]+)"),
    "took {} times as long as on one": ("59 rules", r"10,000 different days in a column ÷ one day \| ([\d.]+)"),
}


def measured(part: str, where: str) -> str:
    section = re.search(rf"^## {re.escape(part)}.*?(?=^## |\Z)", MEASURED, re.M | re.S)
    assert section, part
    found = re.search(where, section[0])
    assert found, where
    return found[1]


@pytest.mark.parametrize("said", FIGURES)
def test_a_figure_of_the_page_is_the_one_that_was_measured(said: str) -> None:
    assert said.format(measured(*FIGURES[said])) in " ".join(PAGE.split())


def test_the_page_names_no_other_figure_of_speed() -> None:
    section = re.search(r"^## How fast\n(.*?)^## ", PAGE, re.M | re.S)
    assert section
    known = {measured(*where) for where in FIGURES.values()}
    assert [each for each in re.findall(r"\d+\.\d+|\d+(?= (?:times|million people|seconds))", section[1]) if each not in known] == []
