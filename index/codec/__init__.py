r"""The columnar segment: a Whoosh index on memory-mapped arrays. This is its format, version 1.

An index is a folder: the table of contents `_MAIN_GENERATION.toc` (the highest generation counts; its layout is in
`index.codec.toc`) and the segments that it names, each one file `MAIN_ID.seg`; other files in it are no part of
this format. Segments never change. Which of their documents are deleted is marked in the table of contents.
Documents of a segment are numbered from 0.

**File.** All numbers are little-endian. The file begins with a header of 64 bytes: 89 44 41 54 45 4C 4E 0A, format
version (uint32), 4 zeros, the segment's id (32 bytes of ASCII, zeros behind it), 16 zeros. It ends with a trailer
of 32 bytes: where the table begins (uint64), its length (uint64), its crc32 (uint32), format version (uint32),
44 41 54 45 4C 4E 0D 0A. The table is JSON: `{"meta": {…}, "arrays": {name: [dtype, shape, offset, crc32]}}`. A
dtype is NumPy's: |b1, |u1, <u4, <i8, <f8, …; rows come one after the other; an array's offset is a multiple of 64.
The crc32 (that of zlib) is of the array's bytes. Of what follows, arrays that would hold nothing may be absent.

**Meta data.** `documents`: how many, n below. `language`: Snowball's name of the language of stems, or null.
`ranking`: [K1, B, LEAD_WEIGHT] of the bounds. `fields`: by name, `terms` (t), `postings` (p), `documents` with a
length above 0 in the field, the sums `length` and `content_length`, `average` (content_length / documents, 1 where
either is 0), `boost` (for Whoosh a posting weighs its frequency times this). `columns`, `facets`: names.
`vectors`: see the end.

**Byte counts** C stand for numbers in a byte each: array C (uint8); where it is 255, the number, 255 or more, is
that of C.value (uint32) at the place where C.at (sorted, uint32 or 64) holds the index. For codes 127 takes the
place of 255. **Terms** T are byte strings, sorted: T/blob (uint8), each followed by a newline, and T/offsets
(uint32 or 64, one more than there are): string i is blob[offsets[i] : offsets[i+1] - 1]. **uN** is the smallest
of uint8, 16, 32, 64.

**A field** F = `field:NAME`; its postings are numbered through, term by term, by document within a term.

    F                 Terms, in UTF-8; those of dates and numbers are the bytes that Whoosh sorts them by
    F/starts          uN [t+1]: term i has the postings starts[i] … starts[i+1] - 1; absent: each term has one
    F/codes           byte counts [p] in the low 7 bits, 127: that or more, see above: the frequency; the high bit
                      says that one of its positions is below 20
    F/extra           byte counts [t]: how much more often than in documents the term occurs in all
    F/lengths         uN [n], or [1] if it is the same in all: tokens of each document in this field
    F/content_lengths likewise: those that are words (`index.text`) and no function words (`index.function_words`);
                      absent: as lengths
    F/capitalised, F/lower   byte counts [t]: occurrences in mid-sentence, written so; of one field only, the body

The documents of a term are stored in the first of these ways that suits it (P = ceil(n / 65536)); a segment of up
to 256 documents lists them all:

    bits     in more than n/16 documents. F/bits: uint64 [terms, ceil(n/64)]; document d is bit d % 64 (0: the
             lowest) of word d // 64
    near     in more than 2·ceil(n/256), but not in all of 256k … 256k + 255 for any k. F/near: uint8, d % 256 of
             each; F/near.counts: uint8 [terms, ceil(n/256)], how many are among the first 256 documents, then …
    far      in at least 4·P, if P > 1. F/far: uint16, d % 65536 of each; F/far.counts: uint32 [terms, P]
    listed   all others. F/listed: d itself, uint16 if P = 1, else uint32

For each of the first three, F/WAY.terms (uint32) are the terms so stored, ascending, the k-th of which has row k;
and F/WAY.ends (uint64) are running totals of their postings: the k-th list in F/near or F/far is that from
ends[k-1] (0 for the first) to ends[k]. A term's list in F/listed begins at its start less the postings of the
terms before it that are stored in the other ways.

    F/positions       uint8: for each posting as many positions as its frequency, counted from 0: the first, then
                      the distance of each from the one before, modulo 2^32. A number v is v // 224 in base 32,
                      highest digit first, each digit plus 224, no byte for zero; then v % 224: 223 is DF, 224 is
                      E1 00, 7391 is E1 E0 DF
    F/marks           uint32 or 64: where in F/positions the postings 0, 64, 128 … begin; at the end its length
    F/maximum         uint8 [t]: min(255, ceil(255 · s + 0.001)) of the largest s of the term's postings, in single
                      precision: s = f / (f + K1), f = (frequency + LEAD_WEIGHT · lead) / (1 - B + B · content
                      length / average)
    F/windowed        uint32: terms in at least max(512, 8·ceil(n/1024)) documents; F/windows uint8 [windowed,
                      ceil(n/1024)]: the same within each 1024 documents, 0: no posting there
    F/stems           Terms: stems, if the field has groups; F/stems/starts uN, F/members uint32: the terms of
                      stem i are members[starts[i] : starts[i+1]]. Left out: a stem whose only term is itself

**Documents.** `column:NAME/values`: int64 [n]; 2^63 - 1: none; dates are microseconds since the year 1 began, by
the article's own clock. A facet G = `facet:NAME`: G Terms, its values; G/starts uN [n+1], G/ordinals uN: document
d has the values ordinals[starts[d] : starts[d+1]]; starts absent: each has one. `stored/blocks`: uint8, zstd
frames; `stored/starts`: uint64, where each begins, and the length; `stored/first`: uint32, its first document,
and how many there are (n, or 0). A block, decompressed: for each document where it ends (uint32), counted from
behind these numbers; then the documents, each JSON or empty (values beyond JSON: `index.codec.values`). It is
JSON as Python writes it: other schemas than ours may hold NaN, Infinity, and lone surrogates as three bytes.

**For other schemas than ours**: `index.codec.extras` (weights, characters, boosts, foreign formats);
`column:NAME/values` of other whole numbers than dates, as Whoosh sorts them (signed ones are 2^(bits-1) larger),
if all are between -2^63 and 2^63 - 1, and of any other column `column:NAME/bytes` (uint8: as Whoosh writes it);
and vectors: with V = `vector:NAME`, V/words are Terms, and V is a field turned round; its terms are documents (4
bytes, the highest first), its documents are words by their number, of which there are `words`. Their meta data
are those of a field, and their lengths and bounds say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.codec.whoosh_codec import ColumnarCodec, ColumnarSegment

__all__ = ["ColumnarCodec", "ColumnarSegment"]


def __getattr__(name: str) -> object:
    # Whoosh takes long to import, and reading arrays does without it. Pickles name both classes by this module.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from index.codec import whoosh_codec  # noqa: PLC0415

    return getattr(whoosh_codec, name)
