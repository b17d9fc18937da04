"""Sentences of news genres that tagged corpora hardly have: datelines, results, scorecards, headlines, credits."""

from __future__ import annotations

import re
from pathlib import Path

from entities.corpora import Sentence
from entities.invent import Inventor

_SLOT = re.compile(r"\{([A-Z]+)\}")
_MONTHS = "Jan Feb March April May June July Aug Sept Oct Nov Dec".split()  # noqa: SIM905
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
_ROLES = ("President", "Prime Minister", "Foreign Minister", "Defence Minister", "Mr", "Mr.", "Dr", "General", "Gen.",
          "Senator", "Sen.", "spokesman", "spokeswoman", "coach", "captain", "opposition leader", "ambassador",
          "Judge", "Governor", "police chief", "lawyer", "Sheikh", "Colonel", "Secretary of State", "Archbishop",
          "rebel leader", "party chairman", "U.N. envoy", "economist", "activist", "Chief", "Alhaji", "Rep.")  # fmt: skip
_PAPERS = ("{0} Times", "{0} Post", "{0} Tribune", "Daily {0}", "{0} Herald", "{0} Today")


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
        invent, pick = self.invent, self.invent.random.choice
        if slot in {"D", "N", "DATE", "MON"}:
            day = invent.random.randint(1, 28)
            number = {"D": invent.random.randint(0, 12), "N": invent.random.randint(10, 999)}.get(slot, 0)
            date = f"{invent.random.randint(1985, 2020)}-{invent.random.randint(1, 12):02}-{day:02}"
            return {"DATE": date, "MON": pick(_MONTHS)}.get(slot, str(number)), "O"
        if slot == "GIVEN":
            return pick(invent.group()[1]), "PER"
        if slot in {"PER", "SUR", "INI"}:
            return {"PER": invent.full, "SUR": invent.surname, "INI": invent.initials}[slot](), "PER"
        if slot in {"CITY", "CTY", "REG"}:
            places = {"CITY": invent.big if invent.random.random() < 0.5 else invent.cities,
                      "CTY": invent.countries, "REG": invent.regions}  # fmt: skip
            return pick(("U.S.", "United States", "Britain", "England")) if (
                slot == "CTY" and invent.random.random() < 0.1
            ) else pick(places[slot]), "LOC"
        if slot == "DEM":
            return pick(invent.demonyms), "MISC"
        if slot == "ROLE":
            return pick(_ROLES), "O"
        return self._group(slot), "ORG"

    def _group(self, slot: str) -> str:
        invent, pick = self.invent, self.invent.random.choice
        city = pick(invent.big if invent.random.random() < 0.7 else invent.cities)
        if slot == "AGENCY":
            return pick(_AGENCIES)
        if slot == "NICK":
            return pick(self._known["american"]).split()[-1]
        if slot == "TEAM" and invent.random.random() < 0.6:
            return pick(self._known["club"])
        if slot == "AMERICAN":
            return " ".join(pick(self._known["american"]).split()[:-1]).removesuffix(" Red").removesuffix(" White")
        if slot == "SIDE":
            return pick(self._known["american"])
        if slot == "NEWSPAPER" and invent.random.random() < 0.8:
            return pick(self._known["paper"])
        if slot == "ORG" and invent.random.random() < 0.6:
            return pick(self._known["company" if invent.random.random() < 0.6 else "body"])
        if slot == "COMPANY":
            return pick(self._known["company"])
        if slot == "BODY":
            return pick(self._known["body"])
        if slot == "TEAM":
            return f"{city} {pick(_CLUBS)}" if invent.random.random() < 0.2 else city
        if slot == "NEWSPAPER":
            return pick(_PAPERS).format(city)
        chance = invent.random.random()
        if chance < 0.4:
            return f"{pick((invent.surname(), city, pick(invent.countries)))} {pick(_FIRMS)}"
        if chance < 0.55:
            return f"{pick(('Bank', 'University', 'Republic Bank', 'Chamber'))} of {pick(invent.countries)}"
        if chance < 0.65:
            return f"{city} University"
        if chance < 0.72:
            return "".join(pick("ABCDEFGHIKLMNPRSTU") for _ in range(invent.random.choice((3, 3, 4))))
        return pick(_BODIES).format(pick(_SUBJECTS))
