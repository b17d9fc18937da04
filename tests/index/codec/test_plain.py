"""ASCII chunks analysed together become what each becomes by the definition."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.chunks import END
from index.codec import plain
from index.text import Form, analyse

PARTS = [*"abUs1-'.,&/_\"", "sS", "The", "12", "300", ".-", "O'Brien"]
chunks = st.lists(st.sampled_from(PARTS), min_size=1, max_size=12).map("".join) | st.text(
    st.characters(codec="ascii", exclude_characters=" \t\n\r\x0b\x0c"), min_size=1, max_size=20
)


@given(st.lists(chunks, max_size=8))
@example(["U.S.-led", "1,300.5", "3.5.1", "AT&T", "O'Brien-Smith's", "a.b's", "1-2-x", "a-b-c-d-e-f", "''s"])
def test_chunks_become_what_they_become_one_by_one(written: list[str]) -> None:
    data = b"".join(chunk.encode() + END for chunk in written)
    found = plain.analyse(np.frombuffer(data, np.uint8), np.zeros(len(written), np.bool_))
    letters = found.letters.decode()
    terms = [letters[start:end] for start, end in zip(found.start, found.end, strict=True)]
    columns = (found.string, found.offset, found.is_word, found.capitalised, found.lower)
    assert sorted(zip(*(column.tolist() for column in columns), terms, strict=True)) == sorted(
        (
            number,
            token.position,
            is_word := token.form is Form.WORD,
            is_word and (part := chunk[token.start : token.end])[0].isupper() and not part.isupper(),
            is_word and chunk[token.start : token.end].islower(),
            token.term,
        )
        for number, chunk in enumerate(written)
        for token in analyse(chunk).tokens
    )


def test_some_are_left_out() -> None:
    data = b"".join(word + END for word in (b"one", b"left-out", b"three"))
    found = plain.analyse(np.frombuffer(data, np.uint8), np.array([False, True, False]))
    assert found.letters == b"onethree"
    assert found.string.tolist() == [0, 2]
