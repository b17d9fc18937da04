"""Sentences of news genres that tagged corpora hardly have: datelines, results, scorecards, headlines, credits."""

from __future__ import annotations

import re
from pathlib import Path

from entities.corpora import Sentence
from entities.invent import Inventor, plain

_SLOT = re.compile(r"\{(\^?)([A-Z]+)\}")
_NAMES = {"PER": "PER", "SUR": "PER", "INI": "PER", "GIVEN": "PER", "CITY": "LOC", "CTY": "LOC", "REG": "LOC",
          "HOME": "LOC", "TOWN": "LOC", "SITE": "LOC", "ABB": "LOC", "US": "LOC", "AREA": "LOC", "DEM": "MISC",
          "EVENT": "MISC", "STORM": "MISC", "RACE": "MISC", "FOLK": "MISC"}  # fmt: skip
_KNOWN_SHARE = {"COMPANY": 0.75, "BODY": 0.85, "COUNTY": 0.95, "RIDERS": 0.75}
"""How often a group is a known one."""
_LEFT_OUT, _MOST_ROWS = 0.15, 7
"""How often a line of a story is missing, and how often one that repeats may come."""
_NAMESAKES = 0.2
"""The share of surnames that are also names of towns, or that nobody has heard of."""
_WORDS = {"DID": "did", "MON": "months", "MONTH": "written months", "ROLE": "roles"}
_PLAIN = frozenset(("D", "N", "DATE", *_WORDS))
_GROUPS = {"SIDE": "american", "COMPANY": "company", "BODY": "body", "TEAM": "club", "NEWSPAPER": "paper",
           "COUNTY": "county", "RIDERS": "riders"}  # fmt: skip


def _lists(name: str) -> dict[str, list[str]]:
    """Lists by name, from a file with one a line."""
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return {
        kind: members.split(";")
        for kind, _, members in (line.partition("|") for line in lines if not line.startswith("#"))
    }


class Genres:
    """Fills the patterns of genres.txt, and of the stories in tables.txt."""

    def __init__(self, inventor: Inventor) -> None:
        self.invent = inventor
        self._known, self._fillers = _lists("organisations.txt"), _lists("fillers.txt")
        self._patterns: list[str] = []
        for line in (Path(__file__).parent / "genres.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                self._patterns += [line.lstrip("*")] * (3 if line[0] == "*" else 1)
        tables = (Path(__file__).parent / "tables.txt").read_text("utf-8").partition("\n")[2]
        self._stories = [story.splitlines() for story in tables.split("\n\n")]

    def sentence(self) -> Sentence:
        """A sentence with its labels."""
        return self._filled(self.invent.random.choice(self._patterns))

    def story(self) -> list[Sentence]:
        """Sentences of one story: some of its lines are left out, others come several times."""
        random = self.invent.random
        result = []
        for line in random.choice(self._stories):
            if random.random() < _LEFT_OUT:
                continue
            times = random.randint(1, _MOST_ROWS) if line[0] == "*" else 1
            result += [self._filled(line.lstrip("*")) for _ in range(times)]
        return result

    def _filled(self, pattern: str) -> Sentence:
        result: Sentence = []
        for word in pattern.lstrip("^").split():
            slot = _SLOT.fullmatch(word)
            if slot:
                text, kind = self._fill(slot[2])
                parts = (text.upper() if slot[1] else text).split()
                labels = ["O"] * len(parts) if kind == "O" else ["B-" + kind] + ["I-" + kind] * (len(parts) - 1)
                result += zip(parts, labels, strict=True)
            else:
                result.append((_SLOT.sub(lambda match: self._fill(match[2])[0], word), "O"))
        if pattern[0] == "^" or self.invent.random.random() < 0.04:
            return [(word.upper(), label) for word, label in result]
        first, label = result[0]
        return [(first[:1].upper() + first[1:] if label == "O" else first, label), *result[1:]]

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
        fillers = self._fillers.get(_WORDS.get(slot, ""))
        return date if slot == "DATE" else random.choice(fillers) if fillers else number

    def _name(self, slot: str) -> str:
        """A name, mostly without accents, as news agencies write."""
        name = self._accented(slot)
        return name if name.isascii() or self.invent.random.random() < 0.2 else plain(name)

    def _accented(self, slot: str) -> str:
        invent, pick = self.invent, self.invent.random.choice
        if slot == "CTY" and invent.random.random() < 0.1:
            return pick(("U.S.", "United States", "Britain", "England"))
        if slot == "SUR" and invent.random.random() < _NAMESAKES:
            return pick((pick(invent.cities).split()[-1], invent.coined()))
        return {
            "PER": invent.full,
            "SUR": invent.surname,
            "INI": invent.initials,
            "GIVEN": lambda: pick(invent.group().given),
            "DEM": lambda: pick(invent.demonyms),
            "CITY": self._city,
            "CTY": lambda: pick(invent.countries),
            "REG": lambda: pick(invent.regions if invent.random.random() < 0.75 else self._fillers["areas"]),
            "AREA": lambda: pick(self._fillers["areas"]),
            "HOME": self._home,
            "TOWN": lambda: pick(invent.towns),
            "EVENT": self._event,
            "SITE": self._site,
            "ABB": lambda: pick(self._fillers["states"]),
            "US": lambda: pick(("U.S.", "U.S.", "U.S.", "US")),
            "RACE": lambda: f"Tour of {pick((*invent.countries, *self._fillers['areas']))}",
            "FOLK": lambda: pick(self._fillers["peoples"]),
            "STORM": lambda: f"{pick(self._fillers['storms'])} {pick(invent.group().given)}",
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
            return pick(self._fillers["known events"])
        return (
            f"{pick((self._city(), pick(invent.demonyms), pick(invent.demonyms)))} {pick(self._fillers['events'])}"
        )

    def _site(self) -> str:
        """A square, a lake, a stadium: called after people and towns."""
        invent, pick = self.invent, self.invent.random.choice
        return pick(self._fillers["sites"]).format(
            pick((invent.surname(), pick(invent.towns), pick(invent.group().given)))
        )

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
            return pick(self._fillers["agencies"])
        if slot == "ACRONYM":
            return self.invent.acronym()
        if slot in {"EXCHANGE", "NEWSROOM"}:
            return f"{self._city()} {'Newsroom' if slot == 'NEWSROOM' else pick(self._fillers['exchanges'])}"
        kind = _GROUPS.get(slot)
        if slot == "ORG":
            kind = "company" if chance() < 0.6 else "body"
        if kind and (slot == "SIDE" or chance() < _KNOWN_SHARE.get(slot, 0.65)):
            return pick(self._known[kind])
        return self._made_up(slot)

    def _founders(self) -> str:
        """A firm that is called like people: `Philip Morris`, `Brown & Root`, `Lazard Freres`."""
        invent, pick = self.invent, self.invent.random.choice
        first, second = invent.surname(), invent.surname()
        form = pick(("{2}", "{0} {1}", "{0} & {1}", "{0}", "{0} Brothers", "{0}-{1}"))
        return form.format(first, second, invent.full())

    def _made_up(self, slot: str) -> str:
        invent, pick, city = self.invent, self.invent.random.choice, self._city()
        if slot == "TEAM":
            return f"{city} {pick(self._fillers['clubs'])}" if invent.random.random() < 0.2 else city
        if slot == "NEWSPAPER":
            return pick(self._fillers["papers"]).format(city)
        return pick(
            (
                *[f"{pick((invent.surname(), city, pick(invent.countries)))} {pick(self._fillers['firms'])}"] * 4,
                f"{pick(('Bank', 'University', 'Republic Bank', 'Chamber'))} of {pick(invent.countries)}",
                f"{city} University",
                invent.acronym(),
                invent.coined(),
                f"{invent.coined()} {pick(self._fillers['firms'])}",
                *[self._founders()] * 2,
                *[pick(self._fillers["bodies"]).format(pick(self._fillers["subjects"]))] * 3,
            )
        )
