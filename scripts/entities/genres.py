"""Sentences of news genres that tagged corpora hardly have: datelines, results, scorecards, headlines, credits."""

from __future__ import annotations

import re
from pathlib import Path

from entities.corpora import Sentence
from entities.invent import Inventor, plain

_SLOT = re.compile(r"\{([A-Z]+)\}")
_MONTHS = "Jan Feb March April May June July Aug Sept Oct Nov Dec".split()  # noqa: SIM905
_WRITTEN_MONTHS = (
    "Jan.",
    "Feb.",
    "March",
    "April",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
    "January",
    "August",
)
_AGENCIES = ("Reuters", "Reuter", "AP", "AFP", "Xinhua", "UPI", "IPS", "PANA", "DPA", "Kyodo")
_CLUBS = ("United", "City", "Rovers", "Town", "Athletic", "FC", "SC", "Dynamo", "Albion", "Wanderers", "County")
_FIRMS = (
    "Corp",
    "Inc",
    "Ltd",
    "Group",
    "Co",
    "PLC",
    "Bank",
    "Industries",
    "Holdings",
    "Motors",
    "& Sons",
    "AG",
    "SA",
)
_BODIES = ("Ministry of {0}", "{0} Ministry", "{0} Commission", "Institute of {0}", "{0} Party", "{0} Council",
           "National {0} Front", "{0} Union", "{0} Committee", "Department of {0}")  # fmt: skip
_SUBJECTS = ("Defence", "Trade", "Labour", "Health", "Agriculture", "Liberation", "Democratic", "Human Rights",
             "Workers", "Electoral", "Energy", "Justice", "Education", "Transport")  # fmt: skip
_ROLES = ("President", "Prime Minister", "Foreign Minister", "Defence Minister", "Mr", "Mr.", "Dr", "General",
          "Gen.", "Senator", "Sen.", "spokesman", "spokeswoman", "coach", "captain", "opposition leader",
          "ambassador",
          "Judge", "Governor", "police chief", "lawyer", "Sheikh", "Colonel", "Secretary of State",
          "Archbishop",
          "rebel leader", "party chairman", "U.N. envoy", "economist", "activist", "Chief", "Alhaji",
          "Rep.")  # fmt: skip
_EXCHANGES = ("Stock Exchange", "Stock Exchange", "Board of Trade", "Mercantile Exchange", "Futures Exchange")
_EVENTS = ("Open", "Open", "Cup", "Grand Prix", "Masters", "Marathon", "Games", "Championship", "Derby",
           "Classic", "Tour")  # fmt: skip
_KNOWN_EVENTS = ("World Cup", "Olympics", "Asian Games", "African Nations Cup", "Davis Cup", "Fed Cup",
                 "Wimbledon", "U.S. Open", "Ryder Cup", "European Cup", "Champions League", "Olympic Games",
                 "UEFA Cup", "Copa America", "Ashes", "Super Bowl", "World Series", "Tour de France",
                 "NBA Finals", "World Championships")  # fmt: skip
_STORMS = ("Hurricane", "Typhoon", "Cyclone", "Tropical Storm", "Hurricane")
_PAPERS = ("{0} Times", "{0} Post", "{0} Tribune", "Daily {0}", "{0} Herald", "{0} Today")


_NAMES = {"PER": "PER", "SUR": "PER", "INI": "PER", "GIVEN": "PER", "CITY": "LOC", "CTY": "LOC", "REG": "LOC",
          "HOME": "LOC", "TOWN": "LOC", "DEM": "MISC", "EVENT": "MISC", "STORM": "MISC"}  # fmt: skip
_PLAIN = frozenset(("D", "N", "DATE", "MON", "MONTH", "ROLE"))


class Genres:
    """Fills the patterns of genres.txt."""

    def __init__(self, inventor: Inventor) -> None:
        self.invent = inventor
        self._known: dict[str, list[str]] = {}
        for line in (Path(__file__).parent / "organisations.txt").read_text("utf-8").splitlines():
            if not line.startswith("#"):
                kind, names = line.split("|")
                self._known[kind] = names.split(";")
        self._patterns: list[tuple[bool, str]] = []
        for line in (Path(__file__).parent / "genres.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                capitals, pattern = line.startswith("^"), line.lstrip("*^")
                self._patterns += [(capitals, pattern)] * (3 if line[0] == "*" else 1)

    def sentence(self) -> Sentence:
        """A sentence with its labels."""
        capitals, pattern = self.invent.random.choice(self._patterns)
        result: Sentence = []
        for word in pattern.split():
            slots = _SLOT.findall(word)
            if len(slots) == 1 and word == f"{{{slots[0]}}}":
                text, kind = self._fill(slots[0])
                parts = text.split()
                labels = ["O"] * len(parts) if kind == "O" else ["B-" + kind] + ["I-" + kind] * (len(parts) - 1)
                result += zip(parts, labels, strict=True)
            else:
                result.append((_SLOT.sub(lambda match: self._fill(match[1])[0], word), "O"))
        if capitals or self.invent.random.random() < 0.04:
            result = [(word.upper(), label) for word, label in result]
        return result

    def _fill(self, slot: str) -> tuple[str, str]:
        """Text for a slot, and what kind of name it is (`O` for none)."""
        if slot in _NAMES:
            return self._name(slot), _NAMES[slot]
        if slot in _PLAIN:
            return self._plain(slot), "O"
        return self._group(slot), "ORG"

    def _plain(self, slot: str) -> str:
        random = self.invent.random
        date = f"{random.randint(1985, 2020)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        number = str(random.randint(10, 999) if slot == "N" else random.randint(0, 12))
        words = {"MON": _MONTHS, "MONTH": _WRITTEN_MONTHS, "ROLE": _ROLES}
        return date if slot == "DATE" else random.choice(words[slot]) if slot in words else number

    def _name(self, slot: str) -> str:
        """A name, mostly without accents, as news agencies write."""
        name = self._accented(slot)
        return name if name.isascii() or self.invent.random.random() < 0.2 else plain(name)

    def _accented(self, slot: str) -> str:
        invent, pick = self.invent, self.invent.random.choice
        if slot == "CTY" and invent.random.random() < 0.1:
            return pick(("U.S.", "United States", "Britain", "England"))
        return {
            "PER": invent.full,
            "SUR": invent.surname,
            "INI": invent.initials,
            "GIVEN": lambda: pick(invent.group().given),
            "DEM": lambda: pick(invent.demonyms),
            "CITY": self._city,
            "CTY": lambda: pick(invent.countries),
            "REG": lambda: pick(invent.regions),
            "HOME": self._home,
            "TOWN": lambda: pick(invent.towns),
            "EVENT": self._event,
            "STORM": lambda: f"{pick(_STORMS)} {pick(invent.group().given)}",
        }[slot]()

    def _city(self) -> str:
        invent, chance = self.invent, self.invent.random.random()
        return invent.random.choice(
            invent.big if chance < 0.45 else invent.cities if chance < 0.85 else invent.towns
        )

    def _event(self) -> str:
        """A contest, mostly called by a place."""
        invent, pick = self.invent, self.invent.random.choice
        if invent.random.random() < 0.35:
            return pick(_KNOWN_EVENTS)
        return f"{pick((self._city(), pick(invent.demonyms), pick(invent.demonyms)))} {pick(_EVENTS)}"

    def _home(self) -> str:
        """The city or state of an American team."""
        team = self.invent.random.choice(self._known["american"])
        return re.sub(r" (?:Red|White|Blue|Maple|Trail|Mighty|Golden)$", "", " ".join(team.split()[:-1]))

    def _group(self, slot: str) -> str:
        """An organisation: mostly a known one, else one made up."""
        pick, chance = self.invent.random.choice, self.invent.random.random
        if slot in {"AMERICAN", "NICK"}:
            return self._home() if slot == "AMERICAN" else pick(self._known["american"]).split()[-1]
        if slot == "AGENCY":
            return pick(_AGENCIES)
        if slot == "ACRONYM":
            return self.invent.acronym()
        if slot in {"EXCHANGE", "NEWSROOM"}:
            return f"{self._city()} {'Newsroom' if slot == 'NEWSROOM' else pick(_EXCHANGES)}"
        kind = {
            "SIDE": "american",
            "COMPANY": "company",
            "BODY": "body",
            "TEAM": "club",
            "NEWSPAPER": "paper",
        }.get(slot)
        if slot == "ORG":
            kind = "company" if chance() < 0.6 else "body"
        if kind and (slot == "SIDE" or chance() < (0.85 if slot in {"COMPANY", "BODY"} else 0.65)):
            return pick(self._known[kind])
        return self._made_up(slot)

    def _made_up(self, slot: str) -> str:
        invent, pick, city = self.invent, self.invent.random.choice, self._city()
        if slot == "TEAM":
            return f"{city} {pick(_CLUBS)}" if invent.random.random() < 0.2 else city
        if slot == "NEWSPAPER":
            return pick(_PAPERS).format(city)
        return pick(
            (
                *[f"{pick((invent.surname(), city, pick(invent.countries)))} {pick(_FIRMS)}"] * 4,
                f"{pick(('Bank', 'University', 'Republic Bank', 'Chamber'))} of {pick(invent.countries)}",
                f"{city} University",
                invent.acronym(),
                invent.coined(),
                f"{invent.coined()} {pick(_FIRMS)}",
                *[pick(_BODIES).format(pick(_SUBJECTS))] * 3,
            )
        )
