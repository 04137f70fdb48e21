"""What a wheel is made of and asks for, as a CycloneDX document: the same bytes each time.

``python -m supply.sbom dist`` writes ``dist/tunnistus-<version>.cdx.json`` for the wheel there. The packages are those of
``requirements/wheel.txt``, with the hashes of every distribution that may be installed; which of them asks for which is told there by uv.
No network, no clock.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
import uuid
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from supply import checksums
from tunnistus import seal
from tunnistus.writing import write

LOCK = Path(__file__).parents[1] / "requirements" / "wheel.txt"
OURS = "tunnistus"
LICENCE = "EUPL-1.2 AND CC-BY-4.0"
EPOCH = 1_580_601_600  # 2 February 2020, which Hatch gives to the files of a wheel where SOURCE_DATE_EPOCH does not say otherwise
_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")


@attrs.frozen
class Locked:
    """A package of the lock: its version, the hashes of its distributions, and who asks for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]


def locked(text: str) -> Iterator[Locked]:
    """Read a lock as uv writes it. Whatever else stands in it is an error: a package must not be left out in silence."""
    for block in re.split(r"\n(?=[^\s#])", text)[1:]:
        pinned = _PINNED.match(block)
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        if not pinned or not hashes:
            raise ValueError(f"This is no package with version and hashes: {block.splitlines()[0]}")
        told = re.findall(r"^\s+#\s+(?:via\s+)?([a-z0-9][a-z0-9._-]*)(?: \(pyproject\.toml\))?$", block, re.M)
        yield Locked(pinned[1], pinned[2], hashes, tuple(name for name in told if name != "via"))


def bom(wheel: Path, lock: str) -> Bom:
    """Return the document for a wheel and its lock."""
    own = _own(wheel)
    packages = list(locked(lock))
    found = {each.name: _component(each) for each in packages}
    document = Bom(components=found.values())
    document.metadata.component = own
    document.metadata.timestamp = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH)), UTC)
    document.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, seal.digest(wheel.read_bytes()) + seal.digest(lock))
    for name, component in {OURS: own, **found}.items():
        document.register_dependency(component, [found[each.name] for each in packages if name in each.via])
    return document


def _own(wheel: Path) -> Component:
    with zipfile.ZipFile(wheel) as held:
        manifest = held.read(f"{OURS}/_data/seal.json")
    version = wheel.name.split("-")[1]
    digest = HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(wheel.read_bytes()).hexdigest())
    return Component(
        type=ComponentType.LIBRARY, name=OURS, version=version, bom_ref=f"{OURS}@{version}",
        purl=PackageURL("pypi", name=OURS, version=version), licenses=[LicenseExpression(LICENCE)], hashes=[digest],
        properties=[Property(name="tunnistus:manifest:sha256", value=seal.digest(manifest))],
    )  # fmt: skip


def _component(each: Locked) -> Component:
    return Component(
        type=ComponentType.LIBRARY, name=each.name, version=each.version, bom_ref=f"{each.name}@{each.version}",
        purl=PackageURL("pypi", name=each.name, version=each.version),
        properties=[Property(name="tunnistus:distribution:sha256", value=digest) for digest in each.hashes],
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m supply.sbom", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, help="where the wheel is")
    directory = parser.parse_args().directory
    wheels = sorted(directory.glob(f"{OURS}-*.whl"))
    if len(wheels) != 1:
        print(f"{directory}: There is not exactly one wheel. Build it: make wheel.", file=sys.stderr)
        return 2
    written = JsonV1Dot6(bom(wheels[0], LOCK.read_text(encoding="utf-8"))).output_as_string(indent=1)
    path = directory / f"{'-'.join(wheels[0].name.split('-')[:2])}.cdx.json"
    write(path, written + "\n")
    checksums.record(directory)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
