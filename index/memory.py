"""Keeping the memory that is used again and again, in a worker that indexes and in an archive that is asked.

Arrays come and go by the ten million bytes. The C library would give each back to the system, which clears every
page anew for the next; that takes longer than most of the arithmetic. Neither function raises the peak: that is
set by the arrays in use at one time.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from functools import cache
from typing import Final

KEPT: Final = 256 << 20
"""How many bytes that nobody uses the C library may hold on to."""

_TRIM_THRESHOLD: Final = -1  # the numbers of <malloc.h>
_MMAP_THRESHOLD: Final = -3
_LARGEST_BLOCK: Final = 32 << 20  # the most that glibc takes
_OBJECTS: Final = 200_000  # made between two looks for garbage


@cache
def keep() -> None:
    """Tell glibc, once, unless the environment has (`MALLOC_TRIM_THRESHOLD_`). Others are left alone."""
    if sys.platform != "linux" or "MALLOC_TRIM_THRESHOLD_" in os.environ:
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST_BLOCK)
        mallopt(_TRIM_THRESHOLD, KEPT)


def collect_seldom() -> None:
    """Look for circles of garbage seldom: parsing and inverting make next to none, and much of all that lives."""
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 10)
