"""The way of an error out of the library."""

from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType


def frames_below(problem: BaseException, test: str) -> Iterator[FrameType]:
    """The frames through which an error came out of the library, those of the file of the test left out."""
    step: TracebackType | None = problem.__traceback__
    while step:
        if Path(step.tb_frame.f_code.co_filename).name != test:
            yield step.tb_frame
        step = step.tb_next
