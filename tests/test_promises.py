"""What the page of promises and the citation file say is what the project has."""

import json
import re
import tomllib
from datetime import date

import yaml

import tunnistus as tn
from tests import ROOT
from tests.ids import unreleased

PAGE = (ROOT / "docs" / "site" / "promises.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def part(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_versions_of_python_are_those_that_ci_runs() -> None:
    others = re.search(r"^others=\(([\d. ]+)\)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.M)
    assert others
    least = PROJECT["requires-python"].removeprefix(">=")
    told = set(re.findall(r"3\.\d+", part("Pythonin versiot")))
    assert told == {least, *others[1].split()}
    assert told == {name.rpartition(" ")[2] for name in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", name)}


def test_what_it_says_of_shapes_is_so() -> None:
    result = json.loads(tn.assess({}, as_of=date(2026, 11, 24)).to_json())
    assert f"(`schema`), joka on {result['schema']}." in part("JSON ja kuitit")
    receipt = tn.load("permit.52a1", on=date(2026, 11, 24)).decide({}).receipt()
    assert {"tunnistus", "seal"} <= receipt.keys()
    assert "schema" not in receipt


def test_what_begins_with_the_release_has_not_begun() -> None:
    """When the first version goes out, these pages change together."""
    assert unreleased() == (f"Versiota {tn.__version__} ei ole julkaistu." in PAGE)
    assert unreleased() == (
        f"Version {tn.__version__} is not released" in (ROOT / "docs" / "public-interface.md").read_text(encoding="utf-8")
    )
    assert unreleased() == ("There is no release yet." in (ROOT / "SECURITY.md").read_text(encoding="utf-8"))


def test_every_point_says_from_when_it_holds() -> None:
    points = re.findall(r"^- (.*)$", PAGE, re.M)
    assert len(points) > 15
    assert [
        point for point in points if not re.match(r"\*\*(?:Nyt|Julkaisusta alkaen|Versiosta 1\.0\.0 alkaen|Ei luvata):\*\* ", point)
    ] == []


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"`((?:\.ci/|docs/)?[\w.-]+(?:/[\w.-]+)*)`", PAGE)
    paths = [name for name in named if "/" in name or name.endswith((".md", ".cff"))]
    assert {"CITATION.cff", "SECURITY.md", ".ci/run"} <= {*paths}
    assert [name for name in paths if not (ROOT / name).exists()] == []


def test_the_citation_is_that_of_this_version_and_names_nobody() -> None:
    """The keys that Citation File Format 1.2.0 asks for, and no date, identifier or address, which there are not."""
    assert CITATION["cff-version"] == "1.2.0"
    assert (
        {"message", "title", "authors"}
        <= CITATION.keys()
        <= {*"cff-version message title authors type abstract version license keywords".split()}
    )
    assert CITATION["authors"] == [{"name": "The tunnistus project"}]
    assert CITATION["version"] == tn.__version__
    assert (CITATION["title"], CITATION["abstract"]) == (PROJECT["name"], PROJECT["description"])
    assert CITATION["license"] == "EUPL-1.2"
    assert CITATION["license"] in PROJECT["license"].split(" AND ")
