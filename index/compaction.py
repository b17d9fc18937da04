"""Which segments to merge, and merging them.

Segments of about one size are merged once there are eight of them, so that an article is written anew only once
for every eightfold growth of the index, and a search never meets more than a few dozen segments. A segment that
lost a third of its documents is written anew without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from index import disk
from index.codec import ColumnarSegment
from index.codec.merge import merge_segments
from index.codec.segment import Segment
from index.ingest.builder import GROUPED, new_segment_id, segment_named

_TIER: Final = 8
_SMALLEST: Final = 1 << 20  # bytes; all smaller segments count as of one size
_LARGEST: Final = 8 << 30  # bytes; a merge makes no larger ones
_MOST_DELETED: Final = 1 / 3


def compact(directory: Path, segments: Sequence[ColumnarSegment]) -> list[ColumnarSegment]:
    """Merge what is due; the segments that make up the index then. Raises IndexDamaged.

    The files of merged segments stay. New ones are synchronised. Segments without a living document are dropped.
    """
    result = [segment for segment in segments if segment.deleted_count() < segment.doc_count_all()]
    while due := _due(directory, result):
        result[result.index(due[0])] = _merge(directory, due)
        result = [segment for segment in result if segment not in due]
    return result


def _due(directory: Path, segments: Sequence[ColumnarSegment]) -> list[ColumnarSegment]:
    """The next segments to merge, in their order; nothing when all is well."""
    tiers: dict[int, list[ColumnarSegment]] = {}
    for segment in segments:
        size = (directory / segment.file_name).stat().st_size
        alive = 1 - segment.deleted_count() / segment.doc_count_all()
        if alive < 1 - _MOST_DELETED:
            return [segment]
        tiers.setdefault(_tier(size * alive), []).append(segment)
    for tier, members in sorted(tiers.items()):
        if len(members) >= _TIER and _SMALLEST * _TIER**tier < _LARGEST:
            return members
    return []


def _tier(size: float) -> int:
    tier = 0
    while size >= _SMALLEST * _TIER**tier:
        tier += 1
    return tier


def _merge(directory: Path, segments: Sequence[ColumnarSegment]) -> ColumnarSegment:
    opened = [Segment.open(directory / segment.file_name, segment.deleted) for segment in segments]
    for one in opened:
        one.file.verify()  # what was altered would get checksums that are right
    segment_id = new_segment_id()
    path = directory / segment_named(segment_id).file_name
    with disk.create(path) as file:
        documents = merge_segments(file, segment_id, opened, grouped=GROUPED, scratch=directory)
        disk.sync(file)
    return segment_named(segment_id, documents)
