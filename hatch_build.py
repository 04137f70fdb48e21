"""Build hook: compile indicators/ and locales/ into the package before a wheel is made of it."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RuleData(BuildHookInterface):  # type: ignore[type-arg]
    """Writes src/tunnistus/_data; `artifacts` in pyproject.toml brings it into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a checkout compiles by itself; an error in a rule must not stop its installation
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from tunnistus.errors import TunnistusError
        from tunnistus.shipping.build import build

        try:
            build(root, root / "src" / "tunnistus" / "_data")
        except TunnistusError:
            if version != "editable":  # a checkout compiles again by itself, and says then what is wrong with a rule
                raise
