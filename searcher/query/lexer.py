"""From the characters of a query to its pieces: words, phrases, dates, field names, operators, parentheses.

One pass, no step back: the time is linear in the length of the query. Whatever is not syntax is text: `12:30`,
`C++`, addresses, hashtags and stray punctuation never make an error.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final, NamedTuple, NoReturn

from index.errors import QueryError
from searcher.query import fields, syntax, words
from searcher.query.diagnosis import Note
from searcher.query.syntax import Kind
from searcher.query.tree import Boost, DateRange, Everything, Node, Phrase
from searcher.query.words import Chunk

MAX_CHARACTERS: Final = 200_000
"""Longer queries are refused."""

MAX_SLOP: Final = 10_000

_SENTENCE: Final = 4
"""After so many words a `?` at the end of a query ends a question rather than standing for a letter."""

Value = str | float | tuple[int, bool] | None


class Token(NamedTuple):
    """A piece of the query at `[start, end)`.

    `node` belongs to `node`; `value` is the field's name, the factor behind a closing parenthesis (or `None`),
    or slop and order of `near`.
    """

    kind: Kind
    start: int
    end: int
    node: Node | None = None
    value: Value = None


class Lexer:
    """Cuts one query into `tokens`, and collects `notes` on the way."""

    def __init__(self, query: str, today: date) -> None:
        self.query = query
        self.today = today
        self.at = 0
        self.tokens: list[Token] = []
        self.notes: list[Note] = []
        self._scopes: list[str] = []  # for each open parenthesis, the kind of date it holds, or nothing
        self._unclosed: set[str] = set()  # quotation marks that nothing behind closes
        self._asking = bool(syntax.ASKING.match(query))
        self._length = len(query.rstrip())

    def run(self) -> None:
        """Cut the whole query.

        Raises:
            QueryError: something in it is syntax and wrong.

        """
        if len(self.query) > MAX_CHARACTERS:
            self._refuse(f"The query is longer than {MAX_CHARACTERS:,} characters.", MAX_CHARACTERS, "Shorten it.")
        while self._skip() < len(self.query):
            self._next()

    def _skip(self) -> int:
        """Move on to the next character that is not a space."""
        found = syntax.SPACE.match(self.query, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _refuse(self, message: str, start: int, hint: str = "", end: int | None = None) -> NoReturn:
        raise QueryError(message, self.query, start, start + 1 if end is None else end, hint)

    def _emit(self, kind: Kind, start: int, node: Node | None = None, value: Value = None) -> None:
        self.tokens.append(Token(kind, start, self.at, node, value))

    def _next(self) -> None:
        """Cut one piece."""
        start = self.at
        character = self.query[start]
        scope = self._scopes[-1] if self._scopes else ""
        if character == "(":
            self._open("")
        elif character == ")":
            self.at += 1
            del self._scopes[-1:]
            self._emit("close", start, None, self._weight())
        elif character in "-+!" and self._sign():
            return
        elif scope and not self._operator():
            self._date(scope)
        elif scope or self._quoted() or self._bare_date() or self._face():
            return
        else:
            self._chunk()

    def _open(self, scope: str) -> None:
        """Cut `(`, whose words are dates of the kind `scope` unless that is empty."""
        self.at += 1
        self._scopes.append(scope)
        self._emit("open", self.at - 1)

    def _sign(self) -> bool:
        """Cut `-`, `!` or `+` that stands right before something."""
        found = syntax.SIGNS.match(self.query, self.at)
        if not found:
            return False
        for sign in found.group():
            self.at += 1
            if sign != "+":  # all words are wanted anyway
                self._emit("not", self.at - 1)
        return True

    def _weight(self) -> float | None:
        """Cut the factor `^2`, if there is one here."""
        found = syntax.WEIGHT.match(self.query, self.at)
        if not found:
            return None
        self.at = found.end()
        return words.factor(found[1], Chunk(self.query, *found.span()))

    def _operator(self) -> bool:
        """Cut an operator written as a word."""
        start = self.at
        if near := syntax.NEAR.match(self.query, start):
            slop = int((near[2] or near[3])[:9])
            if slop > MAX_SLOP:
                self._refuse("This distance is too large.", start, f"It goes up to {MAX_SLOP}.", near.end())
            self.at = near.end()
            self._emit("near", start, None, (slop, bool(near[1])))
            return True
        found = syntax.CHUNK.match(self.query, start)
        kind = syntax.OPERATORS.get(found.group()) if found else None
        if found is None or kind is None:
            return False
        self.at = found.end()
        self._emit(kind, start)
        return True

    def _face(self) -> bool:
        """Pass over `:)` and the like, whose parenthesis is none."""
        found = syntax.FACE.match(self.query, self.at)
        self.at = found.end() if found else self.at
        return bool(found)

    def _between_quotes(self) -> tuple[int, int] | None:
        """Cut a quotation, and say where its content is; `None` if there is none here.

        Angle marks that nothing closes are arrows in a path (`News » World`); any other mark must be closed.
        """
        start = self.at
        mark = self.query[start : start + 1]
        if mark in syntax.PAIRS and mark not in self._unclosed:
            end = self.query.find(syntax.PAIRS[mark], start + 1)
            if end >= 0:
                self.at = end + 1
                return start + 1, end
            self._unclosed.add(mark)
        if not mark or mark not in syntax.QUOTES:
            return None
        found = syntax.UNQUOTED.match(self.query, start + 1)
        end = found.end() if found else start
        if self.query[end : end + 1] not in tuple(syntax.QUOTES):
            hint = "Close it, or put \\ before it to take it as it is."
            self._refuse("This quotation mark is never closed.", start, hint)
        self.at = end + 1
        return start + 1, end

    def _quoted(self) -> bool:
        """Cut a phrase with what stands at its end: `~5`, `^2`."""
        start = self.at
        content = self._between_quotes()
        if content is None:
            return False
        parts: list[Node] = []
        for found in syntax.WITHIN.finditer(self.query, *content):
            chunk = Chunk(self.query, *found.span())
            address = syntax.ADDRESS.match(chunk.raw)
            part = words.literal(chunk.raw, chunk.start, chunk.end) if address else words.quoted(chunk)
            parts += [part] if part else []
        slop = self._slop()
        if not any(not isinstance(part, Everything) for part in parts):
            self._stray(start)
            return True
        phrase: Node = Phrase(tuple(parts), slop, start=start, end=self.at)
        factor = self._weight()
        self._emit(
            "node", start, Boost(phrase, factor, start=start, end=self.at) if factor is not None else phrase
        )
        return True

    def _slop(self) -> int:
        """Cut `~5` behind a phrase."""
        start = self.at
        found = syntax.SLOP.match(self.query, start)
        if not found:
            return 0
        self.at = found.end()
        if not found[1] or int(found[1][:9]) > MAX_SLOP:
            hint = f'Write how many other words may stand between: "a b"~5. At most {MAX_SLOP}.'
            self._refuse("This distance makes no sense.", start, hint, self.at)
        return int(found[1])

    def _bare_date(self) -> bool:
        """Cut dates that show what they are without a name: `[2014-01 TO 2014-03]`, `2014..2015`, `date>=2014`."""
        start = self.at
        if found := syntax.BARE_DATES.match(self.query, start):
            self.at = found.end()
            self._interval("date", start, start, self.at)
            return True
        found = syntax.COMPARED.match(self.query, start)
        if found:
            self.at = found.end()
            self._date("date", start)
        return bool(found)

    def _date(self, keyword: str, named: int | None = None) -> None:
        """Cut the value of a date field; the field's name began at `named`."""
        start = self.at
        if self.query[start] == "(":
            self._open(keyword)
            return
        if found := syntax.COMPARISON.match(self.query, start):
            self.at = found.end()
        compared, mark = self.query[start : self.at].strip(), self.query[self.at : self.at + 1]
        if mark in ("[", "{"):
            found = syntax.BRACKETED.match(self.query, self.at)
            if not found:
                self._refuse("This bracket is never closed.", self.at, "A range is written [2014-01 TO 2014-03].")
            begin, end = found.span()
            self.at = end
        elif content := self._between_quotes():
            begin, end = content
        else:
            found = syntax.CHUNK.match(self.query, self.at)
            begin, end = found.span() if found else (self.at, self.at + 1)
            self.at = end
            end = begin + len(self.query[begin:end].rstrip(",;"))
        self._interval(keyword, start if named is None else named, begin, end, compared)

    def _interval(self, keyword: str, start: int, begin: int, end: int, compared: str = "") -> None:
        """Emit the dates that `[begin, end)` means."""
        from searcher.query.dates import interval, midnight  # noqa: PLC0415  # most queries have no date: start-up

        if compared and keyword != "date":
            self._refuse(f"“{keyword}:” takes a date alone.", begin - 1, f"Write date:{compared}… instead.", end)
        keyword = syntax.COMPARING.get(compared, keyword)
        days = interval(keyword, self.query[begin:end], self.today, self.query, begin, end)
        node = DateRange(midnight(days.since), midnight(days.before), start=start, end=self.at)
        self._emit("node", start, node)

    def _chunk(self) -> None:
        """Cut what begins like a word: an operator, a field's name, an address, a word."""
        start = self.at
        if self._operator():
            return
        if (
            not syntax.ADDRESS.match(self.query, start)
            and (name := syntax.NAME.match(self.query, start))
            and self._named(name)
        ):
            return
        self._word()

    def _named(self, found: re.Match[str]) -> bool:
        """Cut a field's name and, where it is simple, its value; false if it is none after all."""
        name, start, after = found[1], found.start(), found.end()
        field = fields.known(name)
        apart = self.query[after : after + 1].strip() == ""
        if field is None:
            self._unknown(name, start, apart=apart)
            return False
        if apart and name != field:
            return False
        self.at = after
        if self._skip() == len(self.query) or self.query[self.at] == ")":
            self._refuse(f"“{name}:” is followed by nothing.", start, f"Write what to look for: {name}:…", after)
        if field in fields.DATES:
            self._date(field, start)
            return True
        self.tokens.append(Token("field", start, after, None, field))
        self._sign()
        if self.query[self.at] != "(" and not self._quoted():
            self._word()
        return True

    def _unknown(self, name: str, start: int, *, apart: bool) -> None:
        """Say that a field does not exist, where a field was meant.

        Lower-case ASCII letters with something right behind the colon are meant as a field: an error. Anything
        else (`Syria:talks`, `update: …`) is text, with a note where that could surprise.
        """
        end = start + len(name)
        after = self.query[end + 1 : end + 2]
        if name.lower() in fields.SCHEMES or after in (":", "/", "\\") or len(name) == 1:
            return
        near = fields.nearest(name) if not apart or (name.islower() and len(name) >= 5) else None
        meant = f"Did you mean “{near}:”? " if near else ""
        if not apart and syntax.FIELD_LIKE.fullmatch(name):
            hint = f"{meant}Fields: {fields.listed()}. To search for the text, write {name}\\:…"
            self._refuse(f"There is no field “{name}”.", start, hint, end)
        if near or not apart:
            message = f"There is no field “{name}”; this was searched as words."
            self._note("unknown-field", message, start, end, meant.strip())

    def _word(self) -> None:
        """Cut a word, with its `*`, `~1`, `^2`."""
        start = self.at
        if found := syntax.ADDRESS.match(self.query, start):
            text = found.group()
            excess = max(0, text.count(")") - text.count("("))
            text = text[: len(text) - min(excess, len(text) - len(text.rstrip(")")))]
            self.at = start + len(text)
            node: Node | None = words.literal(text, start, self.at)
        else:
            found = syntax.CHUNK.match(self.query, start)
            self.at = found.end() if found else start + 1
            node = words.read(Chunk(self.query, start, self.at), question=self._question()) if found else None
            self._stray_quotes()
        raw = self.query[start : self.at]
        if node is None:
            self._stray(start)
            return
        name, _, power = raw.partition("/")[0].partition("^")
        if name in ("NEAR", "ONEAR") and self.tokens:
            message = f"{name} without a distance was taken as a word."
            self._note("near", message, start, self.at, f"Write how many words may stand between: {name}/5")
        elif name and power and "\\" not in name and not isinstance(node, Boost):
            message = f"“^{power}” is no weight, and was searched as a part of the word."
            self._note("weight", message, start + len(name), self.at, f"A weight is a number: {name}^2")
        elif raw[0] in "~^" and raw[1:].isdigit() and self.tokens:
            message = f"“{raw}” stands apart from what it belongs to, and was taken as a word."
            self._note("apart", message, start, self.at, "Write it right behind, without a space.")
        self._emit("node", start, node)

    def _question(self) -> bool:
        """Whether `?` before the current place ends a sentence rather than standing for a letter."""
        before, last, behind = (
            self.query[self.at - 2 : self.at - 1],
            self.query[self.at - 1],
            self.query[self.at : self.at + 1],
        )
        if last != "?" or before == "\\" or behind == ")":
            return False
        if self._asking:
            return True
        if self.at < self._length or len(self.tokens) < _SENTENCE:
            return False
        hint = "Put the word in parentheses to make ? stand for one character."
        self._note("question-mark", "The ? at the end was taken for a question mark.", self.at - 1, self.at, hint)
        return True

    def _stray_quotes(self) -> None:
        """Pass over quotation marks at the end of a word (`12"`), with a note: they close nothing."""
        while self.query[self.at : self.at + 1] in tuple(syntax.OPENING) and syntax.ENDS.match(
            self.query, self.at + 1
        ):
            self.at += 1
            if not self.query[self.at - 2].isdigit():
                message = "This quotation mark closes nothing and was left out."
                self._note("stray-quote", message, self.at - 1, self.at, "Put one before the first word too.")

    def _stray(self, start: int) -> None:
        """Note what was left out, unless it is ordinary punctuation between words."""
        raw = self.query[start : self.at]
        if raw in ("-", "+", "!"):
            hint = f"Put it right before a word: {raw}word"
            self._note("stray", f"“{raw}” stands alone and was left out.", start, self.at, hint)
        elif any(unicodedata.category(character)[0] != "P" for character in raw[:100]):
            self._note("stray", "There is nothing in this to search for; it was left out.", start, self.at)

    def _note(self, kind: str, message: str, start: int, end: int, hint: str = "") -> None:
        """Keep a note, the first of its kind only."""
        if all(note.kind != kind for note in self.notes):
            self.notes.append(Note(kind, message, start, end, hint))
