"""An installed package whose files a test may change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tunnistus.saying import messages, texts
from tunnistus.shipping import source


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the compiled form, read as in an installed package."""
    copy = tmp_path / "_data"
    shutil.copytree(Path(source.compiled()), copy)
    monkeypatch.setattr(source, "DATA", copy)
    monkeypatch.setattr(source, "checkout", lambda: None)
    monkeypatch.setattr(source, "_LAST", {})
    monkeypatch.setattr(source, "_BOOKS", {})
    texts._catalogue.cache_clear()
    messages._catalogue.cache_clear()
    yield copy
    texts._catalogue.cache_clear()
    messages._catalogue.cache_clear()
