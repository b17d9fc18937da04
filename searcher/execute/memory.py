"""Keeping the memory that queries use again and again.

The C library gives large freed blocks back to the system, which clears every page anew on the next query; that
takes longer than most of the arithmetic. Here glibc is told to keep up to KEPT bytes. Other C libraries are left
alone, and so is one that the environment has told what to do (`MALLOC_TRIM_THRESHOLD_`).
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import Final

KEPT: Final = 256 << 20

_TRIM_THRESHOLD: Final = -1  # the numbers of <malloc.h>
_MMAP_THRESHOLD: Final = -3
_LARGEST_BLOCK: Final = 32 << 20


@cache
def keep() -> None:
    """Tell the C library, once."""
    if sys.platform != "linux" or "MALLOC_TRIM_THRESHOLD_" in os.environ:
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST_BLOCK)
        mallopt(_TRIM_THRESHOLD, KEPT)
