"""Entity-tagged corpora, read into one scheme of annotation.

PER: names of people without titles. LOC: places, countries as actors too; a demonym is none. ORG: organisations,
teams named by their city. MISC: demonyms, events, works. Labels are `O`, `B-PER`, `I-PER` and so on.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.extract.features import is_given_name
from index.extract.gazetteer import gazetteer
from index.extract.names import TITLES
from index.text import fold

Sentence = list[tuple[str, str]]
"""Tokens with their labels."""

_KINDS = {"geo": "LOC", "gpe": "GPE", "per": "PER", "org": "ORG", "art": "MISC", "eve": "MISC", "nat": "MISC"}

_ORGANISATIONS = """\
U.N.;United Nations;European Union;EU;E.U.;African Union;AU;NATO;Taliban;Taleban;al-Qaida;
Al-Qaida;al-Qaeda;Al-Qaeda;Hamas;Hezbollah;Fatah;VOA;Congress;Senate;Reuters;Pentagon;IMF;
World Bank;Security Council;U.N. Security Council;CIA;FBI;IAEA;OPEC;WHO;PKK;FARC;ETA;Xinhua;
State Department;Supreme Court;Islamic Jihad;Palestinian Authority;Arab League;Red Cross;
Interfax;Itar-Tass;Associated Press;Federal Reserve;Janjaweed;Likud;Kadima;LRA;Tamil Tigers;
LTTE;ASEAN;OSCE;G8;G-8;G20;WTO;UNHCR;UNICEF;Amnesty International;Human Rights Watch"""
_DEMONYMS = """\
Sunni;Sunnis;Shi'ite;Shi'ites;Shiite;Shiites;Muslim;Muslims;Arab;Arabs;Kurd;Kurds;Kurdish;
Jewish;Jews;Jew;Christian;Christians;Islamic;Western;Catholic;Catholics;Hutu;Tutsi;Pashtun;
Tamil;Tamils;Hindu;Hindus;Buddhist;Sikh;Islam;Latino;Hispanic;Serb;Serbs;Bosnian Serb;Democrat;
Democrats;Republican;Republicans;Maoist;Maoists;Marxist;Communist;Nazi;Soviet;Olympic;Olympics;
World Cup;World War II;World War I;Cold War;Asian;European;African;Africans;Europeans;Asians;
South African;South Korean;North Korean;Latin American;Sri Lankan;Saudi Arabian;New Zealander;
South Koreans;North Koreans;South Africans;Internet;Ramadan;Easter;Christmas;Nobel;Orthodox;
Roma;Cossack;Zulu"""
_PLACES = """\
West Bank;Gaza;Gaza Strip;Middle East;White House;Darfur;Kremlin;New York;Los Angeles;
Wall Street;Guantanamo;Guantanamo Bay;Hong Kong;East Timor;Chechnya;Kosovo;Kashmir;Abu Ghraib"""
_NOTHING = {
    "North",
    "South",
    "East",
    "West",
    "Northern",
    "Southern",
    "Eastern",
    "Western",
    "Central",
    "State",
    "Prime",
    "Minister",
    "Day",
    "Year",
    "God",
}
_NOTHING |= {
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
}
_NOTHING |= {"August", "September", "October", "November", "December", "Mr.", "Mrs.", "Ms.", "President"}


def _table(text: str, kind: str) -> dict[tuple[str, ...], str]:
    return {tuple(name.strip().split()): kind for name in text.replace("\n", "").split(";")}


def _fixed() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    atlas = gazetteer()
    for kind in ("country", "area"):
        for name in atlas.names(kind):
            table[tuple(name.split())] = "LOC"
    for line in ("U.S.", "US", "U.S.A.", "USA", "America", "Britain", "UK", "U.K.", "Burma", "Bosnia", "Macedonia",
                 "USSR", "Holland", "UAE", "Palestine", "Congo", "Zaire"):  # fmt: skip
        table[line,] = "LOC"
    for name, code in atlas.adjectives.items():
        if code or name in {"African", "Asian", "European"}:
            table[tuple(name.split())] = "MISC"
    for name in (*atlas.names("city", 400_000), *atlas.names("region", 3_000_000)):
        if len(name) >= 5 and not is_given_name(name):
            table.setdefault(tuple(name.split()), "CITY")
    return table | _table(_DEMONYMS, "MISC") | _table(_ORGANISATIONS, "ORG") | _table(_PLACES, "LOC")


def gmb(path: Path) -> list[Sentence]:
    """The Groningen Meaning Bank (public domain), a token a row, repeated sentences left out."""
    fixed = _fixed()
    with gzip.open(path, "rt", encoding="latin-1", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        sentences: list[list[tuple[str, str]]] = []
        for number, word, _, tag in rows:
            if number:
                sentences.append([])
            sentences[-1].append((word, tag))
    seen: set[str] = set()
    result = []
    for sentence in sentences:
        text = " ".join(word for word, _ in sentence)
        if text not in seen:
            seen.add(text)
            result.append(_mapped(sentence, fixed))
    return result


def _mapped(rows: list[tuple[str, str]], fixed: dict[tuple[str, ...], str]) -> Sentence:
    words = [word for word, _ in rows]
    kinds = [_KINDS.get(tag[2:], "O") for _, tag in rows]
    begins = [tag[0] == "B" for _, tag in rows]
    for i, word in enumerate(words):
        title = fold(word).replace(".", "") in TITLES
        last = (
            i
            and kinds[i - 1] == "PER"
            and not (i + 1 < len(words) and kinds[i + 1] == "PER" and not begins[i + 1])
        )
        if (
            kinds[i] in {"PER", "GPE"}
            and title
            and not (last and fold(words[i - 1]).replace(".", "") not in TITLES)
        ):
            kinds[i] = "O"
        if (
            word in _NOTHING
            and (i == 0 or kinds[i - 1] != kinds[i] or begins[i])
            and not (i + 1 < len(words) and kinds[i + 1] == kinds[i] and not begins[i + 1])
        ):
            kinds[i] = "O"
        if word == "'s" or (kinds[i] in {"LOC", "PER"} and word in {"the", "The"}):
            kinds[i] = "O" if kinds[i] != "ORG" else "ORG"
    for i in range(1, len(words)):
        if kinds[i] == "O" or kinds[i - 1] != kinds[i]:
            begins[i] = True
    _part(words, kinds, begins, fixed)
    _apply(words, kinds, begins, fixed)
    labels = _bio(words, ["MISC" if kind == "GPE" else kind for kind in kinds], begins)
    return list(zip(words, labels, strict=True))


def _part(words: list[str], kinds: list[str], begins: list[bool], fixed: dict[tuple[str, ...], str]) -> None:
    """Take apart two places that are annotated as one name: `West Bank and Gaza Strip`."""
    for i in range(1, len(words) - 1):
        if words[i] != "and" or kinds[i] == "O" or not kinds[i - 1] == kinds[i] == kinds[i + 1]:
            continue
        start, end = i - 1, i + 2
        while start and not begins[start]:
            start -= 1
        while end < len(words) and kinds[end] == kinds[i] and not begins[end]:
            end += 1
        if fixed.get(tuple(words[start:i])) == fixed.get(tuple(words[i + 1 : end])) == "LOC":
            kinds[start:end] = ["LOC"] * (end - start)
            kinds[i], begins[i + 1] = "O", True


def _apply(words: list[str], kinds: list[str], begins: list[bool], fixed: dict[tuple[str, ...], str]) -> None:
    """Overrule the annotation where a name is known for certain and is not a part of a longer name."""
    i = 0
    while i < len(words):
        for n in (4, 3, 2, 1):
            kind = fixed.get(tuple(words[i : i + n]))
            if kind is None or len(words[i : i + n]) < n or not _replaceable(i, n, kind, kinds, begins):
                continue
            kinds[i : i + n] = [kind.replace("CITY", "LOC")] * n
            begins[i : i + n] = [True] + [False] * (n - 1)
            if i + n < len(words):
                begins[i + n] = True
            i += n - 1
            break
        i += 1


def _replaceable(i: int, n: int, kind: str, kinds: list[str], begins: list[bool]) -> bool:
    if kinds[i] == "O" and kind == "CITY" and i == 0:
        return False
    start, end = i, i + n
    while start and kinds[start] != "O" and not begins[start] and kinds[start - 1] == kinds[start]:
        start -= 1
    while end < len(kinds) and kinds[end] != "O" and not begins[end] and kinds[end] == kinds[end - 1]:
        end += 1
    longer = (end - start) > n
    return not longer or (kind in {"LOC", "MISC"} and kinds[i] in {"LOC", "GPE"} and n > 1)


def _bio(words: list[str], kinds: list[str], begins: list[bool]) -> list[str]:
    labels, before = [], "O"
    for word, kind, begin in zip(words, kinds, begins, strict=True):
        if kind == "O" or (before != kind and word.islower() and "-" not in word):
            labels.append("O")
            before = "O"
            continue
        labels.append(("B-" if begin or before != kind else "I-") + kind)
        before = kind
    return labels


def columns(path: Path) -> Iterator[list[Sentence]]:
    """Articles of any file of two or more columns: token first, tag last, parted by a tab or spaces.

    A blank line ends a sentence, `-DOCSTART-` an article. Tags may be IOB1, IOB2, bare kinds, or GMB's.
    """
    article: list[Sentence] = []
    sentence: list[tuple[str, str]] = []
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            parts = line.rstrip("\r\n").split("\t") if "\t" in line else line.split()
            start = bool(parts) and parts[0].startswith("-DOCSTART-")
            if (start or not parts or not parts[0].strip()) and sentence:
                article.append(uniform(sentence))
                sentence = []
            if start and article:
                yield article
                article = []
            if not start and parts and parts[0].strip():
                sentence.append((parts[0].strip(), parts[-1].strip() if len(parts) > 1 else "O"))
    if sentence:
        article.append(uniform(sentence))
    if article:
        yield article


_NAMES = {
    "geo": "LOC", "gpe": "GPE", "per": "PER", "person": "PER", "place": "LOC", "location": "LOC", "org": "ORG",
    "organization": "ORG", "organisation": "ORG", "loc": "LOC", "norp": "MISC", "tim": "O", "art": "MISC",
    "eve": "MISC", "nat": "MISC",
}  # fmt: skip


def uniform(rows: Iterable[tuple[str, str]]) -> Sentence:
    """The same tokens with IOB2 labels in upper case, whatever dialect the tags are in."""
    result: Sentence = []
    before = "O"
    adjectives = gazetteer().adjectives
    for word, tag in rows:
        prefix, dash, kind = tag.partition("-")
        if not dash or prefix not in {"B", "I", "E", "S", "L", "U"}:
            prefix, kind = "I", tag
        kind = "O" if tag in {"O", "_", "*", ""} else _NAMES.get(kind.lower(), kind.upper())
        if kind == "GPE":
            kind = "MISC" if word in adjectives else "LOC"
        if kind == "O":
            result.append((word, "O"))
        else:
            result.append((word, ("I-" if before == kind and prefix not in {"B", "S", "U"} else "B-") + kind))
        before = kind if prefix not in {"E", "S", "L", "U"} else "O"
    return result


_PRONOUNS_TEXT = "I He She It They We You His Her Their My Our Your The A An This That Who Mr Ms"
_PRONOUNS = frozenset(_PRONOUNS_TEXT.split())


ANY = "ANY"
"""The kind of words that may be a name of any kind, or none."""


def gum_names(article: list[Sentence]) -> list[Sentence]:
    """GUM marks whole noun phrases, common ones too: keep the names that people and places are called by.

    A name is the capitalised words at the end of a phrase, or before what follows a head noun (`of`, a comma). The
    other words of a phrase are labelled ANY: only the widest phrase is marked, so that the Texas of `Texas student
    Ahmed Mohamed` or the Aceh of `the coast of Aceh` may or may not be names for all that is known.
    """
    result = []
    for sentence in article:
        rows = [(word, "O") for word, _ in sentence]
        for start, end, kind in spans(sentence):
            rows[start:end] = [(word, ANY) for word, _ in sentence[start:end]]
            stop = start
            while stop < end and not sentence[stop][0][:1].isupper():
                stop += 1
            first = stop
            while stop < end and sentence[stop][0][:1].isupper():
                stop += 1
                if fold(sentence[stop - 1][0]).replace(".", "") in TITLES:
                    first = stop
            ends = stop == end or sentence[stop][0] in {",", "(", "who", "of", "'s", "in", "from", "and", ")"}
            named = first < stop and kind in {"PER", "LOC", "ORG"} and ends
            if named and sentence[first][0] not in _PRONOUNS:
                rows[first:stop] = [(word, kind) for word, _ in sentence[first:stop]]
        result.append(uniform(rows))
    return result


def spans(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Spans `(first token, behind the last, kind)` of a labelled sentence."""
    found: list[tuple[int, int, str]] = []
    for i, (_, label) in enumerate(sentence):
        if label == "O":
            continue
        if label[0] == "I" and found and found[-1][1] == i and found[-1][2] == label[2:]:
            found[-1] = (found[-1][0], i + 1, label[2:])
        else:
            found.append((i, i + 1, label[2:]))
    return found
