"""Build hook: compile indicators/ and locales/ for a wheel, and seal what was compiled."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuleData(BuildHookInterface):  # type: ignore[type-arg]
    """Brings tunnistus/_data into a wheel: the compiled rule data, the catalogues, and the manifest with the digest of each file.

    Beside what was built it writes CHECKSUMS.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path[:0] = [self.root, str(Path(self.root, "src"))]
        if self.target_name != "wheel" or version == "editable":  # a checkout compiles by itself; an error in a rule must not stop that
            return
        from tunnistus.shipping.build import build
        from tunnistus.shipping.sealed import STAMP

        self.made = tempfile.TemporaryDirectory()  # not the directory of the checkout: what an older build left there stays out
        build(Path(self.root), Path(self.made.name))
        for path in sorted(Path(self.made.name).rglob("*")):
            if path.is_file() and path.name != STAMP:
                build_data["force_include"][str(path)] = f"tunnistus/_data/{path.relative_to(self.made.name).as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version == "editable":
            return
        if self.target_name == "wheel":
            self.made.cleanup()
        from supply import checksums

        checksums.record(Path(artifact_path).parent)
