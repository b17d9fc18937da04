"""Names of several words that are spelled in other ways too: `Saint Petersburg` is also `Leningrad`.

The other spellings of a single word are the engine's business (`searcher.query.expand`). A name of several words
is several words of the tree, so the tree is rewritten before an engine sees it.
"""

from __future__ import annotations

from searcher.query.tree import And, Boost, Field, Near, Node, Not, Or, Phrase, Word
from searcher.query.variants import Variants, key


def with_other_names(tree: Node, variants: Variants) -> Node:  # noqa: PLR0911  # one return a kind of node
    """The tree in which words side by side that are such a name are OR-ed with its other spellings."""
    match tree:
        case And(parts):
            named = _named(tuple(with_other_names(part, variants) for part in parts), variants)
            return named[0] if len(named) == 1 else And(named, start=tree.start, end=tree.end)
        case Or(parts):
            return Or(tuple(with_other_names(part, variants) for part in parts), start=tree.start, end=tree.end)
        case Not(child):
            return Not(with_other_names(child, variants), start=tree.start, end=tree.end)
        case Boost(child, factor):
            return Boost(with_other_names(child, variants), factor, start=tree.start, end=tree.end)
        case Field(name, child):
            return Field(name, with_other_names(child, variants), start=tree.start, end=tree.end)
        case Near(parts, 0, True):
            return _either(tree, parts, variants) or tree
    return tree


def _named(parts: tuple[Node, ...], variants: Variants) -> tuple[Node, ...]:
    """The parts of an AND, the longest names first found from the left each made one part."""
    found: list[Node] = []
    at = 0
    while at < len(parts):
        first = parts[at]
        longest = variants.longest_from(first.text) if isinstance(first, Word) else 0
        for size in range(min(longest, len(parts) - at), 1, -1):
            run = parts[at : at + size]
            if name := _either(And(run, start=run[0].start, end=run[-1].end), run, variants):
                found.append(name)
                at += size
                break
        else:
            found.append(parts[at])
            at += 1
    return tuple(found)


def _either(written: Node, parts: tuple[Node, ...], variants: Variants) -> Node | None:
    """What is written, or any other spelling of the name that its parts are; `None` if they are no such name."""
    words = [part.text for part in parts if isinstance(part, Word)]
    others = variants.of(key(" ".join(words))) if len(words) == len(parts) else ()
    if not others:
        return None
    where = {"start": written.start, "end": written.end}
    phrases = (Phrase(tuple(Word(word, **where) for word in other.split()), **where) for other in others)
    return Or((written, *phrases), **where)
