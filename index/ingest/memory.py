"""A worker's memory: what each part of its work frees, the next one takes again.

Arrays come and go by the ten million bytes. The C library would give each back to the system, which clears every
page anew for the next; and Python would look through all that lives for circles of garbage, of which parsing and
inverting make next to none. Neither raises the peak: that is set by the arrays in use at one time.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from typing import Final

_TRIM_THRESHOLD: Final = -1  # the numbers of <malloc.h>
_MMAP_THRESHOLD: Final = -3
_LARGEST_BLOCK: Final = 32 << 20  # the most that glibc takes
_KEPT: Final = 256 << 20
_OBJECTS: Final = 200_000  # made between two looks for garbage


def keep() -> None:
    """Tell the C library, if it is glibc and the environment has not told it already, and Python."""
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 10)
    if sys.platform == "linux" and "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_MMAP_THRESHOLD, _LARGEST_BLOCK)
            mallopt(_TRIM_THRESHOLD, _KEPT)
