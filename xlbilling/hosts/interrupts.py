"""Ctrl+C while a workbook is being written: it waits, so that what a person is told stays true.

An interrupt after the new file has taken the old one's place would say "nothing was written" of
a workbook that was; one between two files would leave a code set without its workbook.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager


@contextmanager
def holding(tell: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Give a function from whose call on Ctrl+C does nothing, until the block ends.

    Args:
        tell: called at each Ctrl+C that is held, to say that it came too late.
    """
    with ExitStack() as held:

        def hold() -> None:
            if threading.current_thread() is not threading.main_thread():
                return  # only the main thread is interrupted
            former = signal.signal(signal.SIGINT, lambda *_: tell())
            held.callback(signal.signal, signal.SIGINT, former)

        yield hold
