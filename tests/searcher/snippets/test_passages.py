from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from searcher.answer import Snippet
from searcher.snippets.passages import best, merge, opening
from searcher.snippets.patterns import Pattern
from searcher.snippets.scan import Scanner
from searcher.snippets.sentences import sentence_around

STORY = (
    "Families left the old city on Monday. Mr. Brahimi, who met Gen. Smith of the U.S. Army, "
    "called it a first step. The buses, guarded by the army, left Homs under a ceasefire that both sides kept. "
    "Nobody knew more.\n\nIn Geneva the talks went on. Officials said that prisoners would be next. "
    "A second ceasefire was not in sight, they said, and the winter was long."
)


def snippet(text: str, *words: str, budget: int = 200, weights: tuple[float, ...] = ()) -> Snippet:
    patterns = [
        Pattern(word, (((frozenset([word]),),),), frozenset(["body"]), weights[i] if weights else 1.0)
        for i, word in enumerate(words)
    ]
    return best("body", text, Scanner(patterns).scan(text), patterns, budget)


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.highlights]


def test_whole_sentences_where_they_are_short_enough() -> None:
    found = snippet(STORY, "homs", "ceasefire")
    assert found.text.startswith(
        "The buses, guarded by the army, left Homs under a ceasefire that both sides kept."
    )
    assert marked(found)[:2] == ["Homs", "ceasefire"]


def test_titles_and_initials_end_no_sentence() -> None:
    start = STORY.index("Army")
    begin, end = sentence_around(STORY, start, start + 4)
    assert STORY[begin:end].strip() == (
        "Mr. Brahimi, who met Gen. Smith of the U.S. Army, called it a first step."
    )


def test_words_far_apart_give_fragments_with_an_ellipsis_between() -> None:
    found = snippet(STORY, "families", "prisoners", budget=160)
    assert "Families left the old city on Monday." in found.text
    assert " … Officials said that prisoners would be next." in found.text
    assert marked(found) == ["Families", "prisoners"]


def test_the_rarer_word_wins_where_only_one_fits() -> None:
    text = "The talks were long and went nowhere at all, people said. " * 5 + "A prisoner came home to Homs."
    assert marked(snippet(text, "talks", "prisoner", budget=60, weights=(1.0, 6.0))) == ["prisoner"]


def test_words_near_each_other_win() -> None:
    text = (
        "Homs is a city of many stories, says the guide, and then at last he comes to the ceasefire. "
        "It rained all day in the hills. " * 6 + "The Homs ceasefire held."
    )
    assert snippet(text, "homs", "ceasefire", budget=120).text.endswith("The Homs ceasefire held.")


def test_nothing_matched_shows_how_it_begins() -> None:
    found = snippet(STORY, "absent", budget=100)
    assert found == Snippet("body", "Families left the old city on Monday. …".removesuffix(" …"), ())


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "word " * 100 + "Homs " + "word " * 100
    found = snippet(text, "homs", budget=80)
    assert found.text.startswith("… word")
    assert found.text.endswith("word …")
    assert marked(found) == ["Homs"]
    assert len(found.text) <= 90


def test_a_text_without_spaces_still_ends() -> None:
    found = snippet("停火" * 5000, "停火", budget=100)
    assert marked(found)
    assert len(found.text) < 700


def test_white_space_becomes_single_spaces_and_highlights_follow() -> None:
    found = snippet("  The\n  old \t Homs\n\n\nstands.  ", "homs", "stands")
    assert marked(found) == ["Homs", "stands"]
    assert "  " not in found.text
    assert "\n" not in found.text


def test_opening_takes_whole_sentences() -> None:
    assert STORY[slice(*opening(STORY, 60))].strip() == "Families left the old city on Monday."
    assert opening("", 50) == (0, 0)
    assert opening("   ", 50)[1] <= 3


def test_merge_joins_what_overlaps() -> None:
    assert merge([(5, 9), (0, 3), (8, 12), (3, 3)]) == ((0, 3), (5, 12))


@example("a.b", ["ab"], 1)
@given(
    st.text(st.sampled_from("ab c.D\n停!\"'é "), max_size=400),
    st.lists(st.sampled_from(["a", "b", "ab", "c", "d", "停停", "cd"]), min_size=1, max_size=3, unique=True),
    st.integers(1, 120),
)
def test_highlights_are_disjoint_true_matches_in_any_text(text: str, words: list[str], budget: int) -> None:
    found = snippet(text, *words, budget=budget)
    ends = 0
    for start, end in found.highlights:
        assert ends <= start < end <= len(found.text)
        ends = end
    # `U.N.` is the word `un`.
    pieces = {"".join(filter(str.isalnum, piece.casefold())) for piece in marked(found)}
    assert all(any(word in piece.replace("é", "e") for word in words) for piece in pieces)
