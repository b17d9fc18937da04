"""What a name is made of: titles before it, particles in it, the words that tell two people apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from index.text import fold

_TITLES = """
    mr mrs ms miss mister messrs mme mlle dr doctor prof professor sir dame lord lady baron baroness count countess
    duke duchess earl viscount prince princess king queen emperor empress sultan sheikh sheik shaikh emir crown
    president vice-president premier chancellor minister ministers prime foreign defence defense finance interior
    deputy vice acting former ex ex-president ex-premier ex-king ex-prime then-president first lady secretary
    secretary-general general-secretary governor lt-gov gov mayor senator sen congressman congresswoman
    representative rep reps sens speaker chairman chairwoman chairperson chief executive director director-general
    judge justice attorney general gen lieutenant lieut lt lt-gen lt-col colonel col major maj maj-gen brigadier
    brig brig-gen captain capt commander cmdr admiral adm rear sergeant sgt staff corporal cpl private pvt officer
    constable inspector detective superintendent commissioner ambassador envoy mediator spokesman spokeswoman
    spokesperson leader coach captain defender midfielder striker goalkeeper manager analyst economist lawyer actor
    actress singer author writer pope cardinal archbishop bishop father fr rev reverend rabbi imam ayatollah
    treasurer sheriff councillor councilor councilman councilwoman alderman undersecretary under-secretary
    prosecutor solicitor monsignor msgr marquess marquis archduke tsar czar maharaja nawab democrat republican
    marshal field-marshal gauleiter signor signora insp det supt pc quarterback pitcher winger skipper comedian
    filmmaker novelist poet historian astronaut cosmonaut footballer
    grand hojatoleslam mullah maulana mufti sayyid comrade monsieur madame senor señor señora herr frau
    saint st hon honourable honorable alhaji hajia barrister engr pastor datuk datin dato seri mawlawi maulvi
    molavi shri smt
"""
TITLES: Final = frozenset(_TITLES.split())
"""Words that may stand, capitalised, before a name and are no part of it (folded, without full stops)."""

_STAYING = """
    sheikh sheik mullah saint st king prince queen pope sir lord lady father count major grand general earl duke
    baron
"""
_NOT_ALONE: Final = frozenset(_STAYING.split())
"""Titles that stay when they would leave one name alone: Pope Francis, King Hussein, Duke Ellington."""

_PARTICLES = "al el ul ad as ar bin ibn ben abu de da do dos das del della di du la le van von der den ter ten"
PARTICLES: Final = frozenset(_PARTICLES.split())
SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md", "qc", "mp"))
_ARTICLES: Final = ("al", "el", "ul", "ad", "as", "ar")
_MADE: Final = re.compile(
    r".*\d.*"  # A1GP
    r"|(?!(?:Ma?c|[DL][aei]|Du|Van|Fitz|Ab|Al|El|Kwa)[A-Z])\w*[a-z][A-Z][\w.]*"  # BlackBerry, but not McArthur
    r"|[A-Z]{2,}s"  # VMs
    r"|[\w.-]+\.(?:com|org|net|gov|edu|info|tv|io|co)"
)
"""One word in a form that makers of names for firms, products and sites give them, and parents do not."""
_NO_NAME: Final = re.compile(
    r"(?:[A-Za-z]\.)*[A-Za-z]\.?|[A-Z]\.[A-Z][a-z]{1,3}\.?"  # U.K., D.C., W.Va
    r"|[A-Z]{2,6}\.[A-Za-z]{1,2}"  # CAWL.L, the sign of a share
    r"|\S+@\S*|[a-z]\w*\.\S*|[\w.]+\(.*"  # addresses, and programs
    r"|[DRI]-[A-Z].*|\w*-(?:plus|minus)|(?:end|mid|early|late)-[A-Z]\w+"  # D-Ill., AA-plus, mid-January
    r"|\w+['’](?:ll|re|ve|d|t|m)|(?i:ok|okay|oh+|yeah|hey|hi|wow|yes|(?:conn|ala|okla|tenn|minn|calif|wis)\.?)"
)
"""One word that is no name of anybody, whatever it was taken for."""
FIRM_ENDINGS: Final = ("Corp", "Inc", "Co", "Ltd", "plc", "LLC", "Bancorp", "Holdings", "NV", "GmbH", "SpA")
"""What a firm is, as its name ends with it."""
_OF_FIRMS: Final = frozenset(
    (
        *map(str.lower, FIRM_ENDINGS), "ag", "industries",
        "average", "award", "awards", "prize", "cup", "trophy", "index", "university", "foundation", "institute",
        "band", "orchestra", "quartet", "trio", "choir", "ensemble", "records", "studios", "college", "hospital",
        "museum", "airport", "stadium", "theatre", "theater", "hotel", "club", "league", "airlines", "airways",
        "tribune", "gazette", "magazine", "committee", "commission", "ministry", "department", "agency", "party",
    )
)  # fmt: skip
"""Words that no name of a person ends with."""
_FIRMS: Final = frozenset(
    (
        "merrill lynch", "dow jones", "dow jones industrial", "wells fargo", "james capel", "dean witter",
        "freddie mac", "sallie mae", "fannie mae", "price waterhouse", "goldman sachs", "morgan stanley",
        "ernst young", "standard chartered", "philip morris", "eli lilly", "martin marietta", "kidder peabody",
        "shearson lehman", "drexel burnham", "marks spencer", "harley davidson", "rolls royce", "jp morgan",
        "booz allen", "deutsche bank", "du pont", "k mart", "jazeera", "charlie hebdo", "conde nast",
        "rolling stone", "piper jaffray", "ziff davis", "merry christmas", "mac pro", "mac mini", "louis vuitton",
        "bear stearns", "salomon brothers", "lehman brothers", "smith barney", "arthur andersen",
        "northrop grumman", "hewlett packard", "johnson johnson", "led zeppelin", "black sabbath", "pink floyd",
    )
)  # fmt: skip
"""Firms, bands and the like that are called as people are, without an Arabic article."""
_SHORT_OFFICES: Final = frozenset(("MP", "MEP", "MLA", "MNA", "CEO", "CFO", "COO"))
"""What somebody is, shortened, between what that is of and the name."""
_SHIPS: Final = frozenset(("hms", "uss", "rms", "hmas", "hmcs"))
"""What stands before the name of a ship."""
_NOT_PLAIN: Final = TITLES | SUFFIXES | frozenset(_ARTICLES) | _OF_FIRMS | {firm.split()[0] for firm in _FIRMS}
_DIGIT: Final = re.compile(r"\d")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_WITH_CAPITAL_INSIDE: Final = re.compile(r"[DO]['’](?=.)|MC(?=..)")
_QUOTES: Final = frozenset('"“”')
_UNQUOTED: Final = dict.fromkeys(map(ord, _QUOTES))
_NICKNAME: Final = re.compile(r" [\"“][^\"“”]*[\"”] ")
_LONGEST_ACRONYM: Final = 5
_LONGEST_MADE: Final = 64  # the expression takes the square of a word's length


class Name(NamedTuple):
    """A person's name as written, without titles.

    `text` is to be shown; `words` are its folded words, the Arabic article left out, so that `Assad`,
    `al-Assad` and `Al Assad` compare equal. `start` and `end` are offsets into what was given.
    """

    text: str
    words: tuple[str, ...]
    start: int
    end: int


def is_made_up(word: str) -> bool:
    """Whether a word looks like the name of a product, a firm or a site.

    >>> is_made_up("BlackBerry"), is_made_up("BEL20"), is_made_up("McArthur"), is_made_up("DiMaggio")
    (True, True, False, False)
    """
    is_plain = word.isalpha() and word.istitle()
    return not is_plain and len(word) <= _LONGEST_MADE and _MADE.fullmatch(word) is not None


def is_no_name(word: str) -> bool:
    """Whether a word has a form that no name has: a rating's (`AA-plus`), an address's, that of `mid-January`."""
    return _NO_NAME.fullmatch(word) is not None


def is_acronym(word: str) -> bool:
    """Whether a word may be short for several: it is in capitals, and shorter than most surnames.

    >>> is_acronym("MLB"), is_acronym("U.S."), is_acronym("ASSAD"), is_acronym("BOURGUIBA")
    (True, False, True, False)
    """
    return len(word) <= _LONGEST_ACRONYM and word.isupper() and word.isalpha()


@lru_cache(maxsize=1 << 16)
def person(written: str) -> Name | None:
    """The name in `written`, a stretch of text that was taken for a person; None when only titles are in it.

    >>> person("U.N. mediator Lakhdar Brahimi's").text, person("Mr. Brahimi").words
    ('Lakhdar Brahimi', ('brahimi',))
    """
    if (
        written.istitle()
        and written.replace(" ", "").isalpha()
        and _NOT_PLAIN.isdisjoint(words := tuple(fold(written).split(" ")))
        and min(map(len, words)) > 1
    ):
        if len(words) == 1 and is_no_name(written):
            return None
        return Name(written, words, 0, len(written))  # as most are: what follows would come to the same
    pieces = _pieces(written.partition("/")[0])  # `Alex Wong/Getty Images`
    is_nicknamed = _cut_off_before(pieces, written)
    while len(pieces) > 1 and _is_title(pieces[0][1], alone=len(pieces) == 2 or is_nicknamed):
        del pieces[0]
    while pieces and _bare(pieces[-1][1]) in {"", "s"}:
        del pieces[-1]
    if not pieces or _bare(pieces[0][1]) in _SHIPS or (len(pieces) == 1 and _names_nobody(pieces[0][1])):
        return None
    if all(_DIGIT.search(piece) for _, piece in pieces):
        return None  # `732H 732L`, from a table
    start, end = pieces[0][0], _without_possessive(*pieces[-1])
    text = " ".join(written[start:end].split())
    if not _QUOTES.isdisjoint(text):
        text = " ".join(_NICKNAME.sub(" ", text).translate(_UNQUOTED).split())
    words = _words(text)
    if (len(words) > 1 and words[-1] in _OF_FIRMS) or " ".join(words) in _FIRMS:
        return None
    return Name(_cased(text), words, start, end) if words else None


def _cut_off_before(pieces: list[tuple[int, str]], written: str) -> bool:
    """Take off what stands before a name and is no title of it; whether what stays has a nickname in it."""
    # `U.N. mediator Lakhdar Brahimi`, `Tiaty MP William Kamket`: the name comes after such words.
    for i in range(len(pieces) - 2, -1, -1):
        word = pieces[i][1]
        if (word.islower() and word not in PARTICLES and len(word) > 2) or word in _SHORT_OFFICES:
            del pieces[: i + 1]
            break
    return len(pieces) == 3 and written[pieces[1][0] - 1] in _QUOTES  # Earl “DMX” Simmons


def _names_nobody(word: str) -> bool:
    """Whether a word alone is a title, an initial or made up."""
    bare = _bare(word)
    return len(bare) < 2 or bare in TITLES or is_made_up(word) or is_no_name(word)


def _pieces(written: str) -> list[tuple[int, str]]:
    """The words between white space, without quotes, brackets and commas, each with the offset where it starts."""
    pieces, end = [], 0
    for word in written.split():
        end = written.index(word, end) + len(word)
        opened = word.lstrip("\"“”‘’'`,;:()[]<>-–—")
        if piece := opened.rstrip('"“”‘`,;:()[]<>!?-–—'):
            pieces.append((end - len(opened), piece))
    return pieces


@lru_cache(maxsize=1 << 15)
def _bare(word: str) -> str:
    return fold(word).replace(".", "").strip("'’")


def _is_title(word: str, *, alone: bool) -> bool:
    """Whether a word before a name, or `alone` before one word, is no part of it."""
    bare = _bare(word)
    if word[0].islower() and bare.islower() and bare not in PARTICLES:
        return True
    return bare in TITLES and not (alone and bare in _NOT_ALONE)


def _without_possessive(start: int, word: str) -> int:
    """Where a word that starts there ends, but for its possessive ending or full stop."""
    end = start + len(word)
    if word.endswith(("'s", "’s", "'S", "’S")):
        return end - 2
    if word[-1] in "'’":
        return end - 1
    abbreviation = word[:-1].casefold() in SUFFIXES or len(word) <= 2
    return end - 1 if word[-1] == "." and not abbreviation else end


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_compared, text.replace("-", " ").split())))


@lru_cache(maxsize=1 << 15)
def _compared(part: str) -> str:
    """What a part of a name is compared by; empty if it does not count."""
    folded = fold(part).replace("'", "").replace("’", "").strip(".,")
    counts = folded not in _ARTICLES and folded not in SUFFIXES and any(map(str.isalpha, folded))
    return folded if counts else ""


def _cased(text: str) -> str:
    """A name in capitals as it would stand in a sentence: `HAFEZ AL-ASSAD` becomes `Hafez al-Assad`."""
    if not text.isupper() or len(text) < 4:
        return text
    words = ["-".join(map(_capitalised, word.split("-"))) for word in text.split()]
    cased = " ".join(word.lower() if word.lower() in PARTICLES and i else word for i, word in enumerate(words))
    return cased.replace("Al-", "al-").replace("El-", "el-")


def _capitalised(part: str) -> str:
    """A part of a name in capitals as it is written elsewhere: `Assad`, `E.F.`, `O'Keefe`, `McKinnon`."""
    if _INITIALS.fullmatch(part):
        return part
    head = _WITH_CAPITAL_INSIDE.match(part)
    size = head.end() if head else 0
    return part[:size].capitalize() + part[size:].capitalize()
