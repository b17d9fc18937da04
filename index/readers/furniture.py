"""What the lines around a story are: buttons of a page, bylines, credits, captions, notices.

Each function looks at one line, without its neighbours.
"""

from __future__ import annotations

import re
from typing import Final

from index.readers.dating import date_line

_MAX_LINE: Final = 120

_BUTTON_WORDS: Final = (
    "discuss|share|send|recommend|like|tweet|e-?mail|print|save|listen|play|watch|copy|follow|subscribe"
    "|sign in|sign up"
    "|log ?in|register|menu|home|search|close|advertisement|advertisment|sponsored|skip to content|skip"
    " to main content"
    "|comments?|facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|google ?\\+?|messenger|telegram"
    "|link copied!?"
    "|read more|read next|read later|related|related (?:stories|articles|topics|links|content)|more on this story"
    "|text size|font size|gift article|gift this article|(?:view|see) (?:all )?comments|leave a comment"
    "|continue reading|toggle caption|hide caption|enlarge|enlarge this image|click to (?:enlarge"
    "|expand)|image|photos?"
    "|video|breaking news|get alerts?|a[+-]|[ab]a|\\d+ min(?:ute)?s? read|\\d+ min(?:ute)?s?"
    "|\\d[\\d,.]*k? (?:shares?|comments?|views?|likes?|tweets?|retweets?)"
)
_BUTTON_ENDS: Final = (
    "as|this|via|on|by|to|us|with|now|article|story|page|facebook|twitter|email|e-mail|a friend|our"
    " newsletters?|link|pdf"
    "|whatsapp|linkedin"
)
_BUTTON: Final = re.compile(rf"(?:{_BUTTON_WORDS})(?: (?:{_BUTTON_ENDS}))*\s*[:|·•.…»>]*", re.IGNORECASE)

_CAPITALISED: Final = r"[^\W\d_a-z][\w'’.-]*"
_BYLINE: Final = re.compile(
    r"(?:(?i:(?:story |words |written |reported |reporting )?by:?|author:|autor:)|[Vv]on|[Pp]ar|[Pp]or|[Dd]oor)\s+"
    r"((?:the )?[^\W\d_a-z][^.!?;]*(?:\b\w\.[^.!?;]*){0,4})\.?"
)
_BYLINE_IN_CAPITALS: Final = re.compile(r"BY:?\s+([A-Z][^.!?;a-z]{2,80})")
_DESK: Final = re.compile(
    r"(?:from|by) (?:our|the|a|an) (?:[\w-]+ ){0,3}(?:correspondents?|reporters?|staff|desk|writers?)"
    r"|by staff(?: \w+)?|from wire reports",
    re.IGNORECASE,
)
_CORRESPONDENT: Final = re.compile(
    rf"{_CAPITALISED}(?: {_CAPITALISED}){{1,3}}(?:(?:,| and) {_CAPITALISED}(?: {_CAPITALISED}){{1,3}})*"
    rf" in {_CAPITALISED}(?: {_CAPITALISED}){{0,2}}(?: and agencies)?"
)
_BY: Final = re.compile(
    r"(?i:(?:story |words |text |written )?by:?|author:)\s+|(?:Von|[Pp]ar|[Pp]or|[Dd]oor)\s+(?=[A-Z])"
)
_MAIL: Final = re.compile(r"[\s,|<(\[]*\b[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}\b[>)\]]*")
_TITLE_END: Final = re.compile(r"\s+[|·•»—–-]+\s+([^|·•»—–]{2,40})$")

_AGENCY: Final = (
    "(?:A\\.?P|The Associated Press|Associated Press|AP Photo|Reuters|REUTERS|A\\.?F\\.?P|Agence"
    " France-Presse|Getty Images"
    "|Getty|E\\.?P\\.?A|EPA-EFE|EFE|UPI|ANSA|DPA|dpa|PA Wire|PA Archive|PA|TASS|ITAR-TASS|RIA Novosti"
    "|Sputnik|Xinhua|Kyodo"
    "|SANA|Anadolu Agency|Anadolu|Bloomberg|CNN|BBC|NBC News|CBS News|ABC News|AAP|PTI|IANS|Yonhap|Zuma"
    " Press|Corbis"
    "|Magnum|Alamy|Shutterstock|Flickr|Wikimedia Commons|Wikimedia|Handout|File|Pool|NASA|Library of Congress"
    "|National Archives|The New York Times|The Guardian|The Washington Post|Los Angeles Times)"
)
_NAME: Final = r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,5}"
_SOURCE: Final = re.compile(rf"(?!File|Pool|Handout)(?:(?:Source|From):? )?{_AGENCY}", re.IGNORECASE)
_CREDIT_LABEL: Final = (
    r"(?i:(?:photo(?:graph)?|image|picture|illustration|credit|photo credit|image credit|image source|foto)"
    r"(?: by\b|\s*:)\s*.{2,90})"
)
_CREDIT: Final = re.compile(
    rf"\(?(?:{_CREDIT_LABEL}"
    rf"|{_NAME}\s*(?:/|\||—|–|-| via | for )\s*{_AGENCY}(?:\s*(?:/|via|-|,)\s*{_NAME})*"
    rf"|{_AGENCY}\s*(?:/|\||via)\s*{_NAME}(?:\s*(?:/|via|-|,)\s*{_NAME})*"
    rf"|[A-Z]{{2,8}}(?: Photo)?\s*/\s*{_NAME}|{_NAME}\s*/\s*[A-Z]{{2,8}}"
    r"|Getty Images|AP Photo|©.{2,90})\)?"
)
_ENDING_CREDIT: Final = re.compile(
    r"[\s.]\(?((?:(?:Photo(?:graph)?|Image|Credit|Picture)\s*(?:by|:)\s*[^.()]{2,80})"
    r"|(?:AP Photo|AFP|REUTERS|Reuters|AP|EPA)\s*/\s*[^.()]{2,80})\)?\.?$"
)
_CAPTION: Final = re.compile(
    r"(?:caption|photo caption|image caption|pictured|in this photo)\s*:\s*", re.IGNORECASE
)
_FILE_PICTURE: Final = re.compile(r"(?:FILE\b|File photo\b|In this [\w .,]{3,40} photo\b)")
_REPORTERS: Final = re.compile(
    r"[(\[]?((?:additional |writing and )?(?:reporting|writing|editing|compiled|written)\s+(?:by"
    r"|in)\b.{3,400}?)[)\]]?\.?",
    re.IGNORECASE,
)
_COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|copyright\b).{0,160}", re.IGNORECASE)


def is_button(line: str) -> bool:
    """Whether a line is what a page offers to do, or no words at all."""
    return not any(map(str.isalnum, line)) or _BUTTON.fullmatch(line) is not None


def byline(line: str) -> str:
    """Who wrote the story, if the line says that and nothing else: `By Mary O'Brien and Karim Haddad`."""
    if len(line) > _MAX_LINE:
        return ""
    if match := _BYLINE.fullmatch(line) or _BYLINE_IN_CAPITALS.fullmatch(line):
        return match[1].strip()
    return line if _DESK.fullmatch(line) else ""


def is_correspondent(line: str) -> bool:
    """Whether a line below a headline says who wrote from where: `Luke Marten in Kyiv`."""
    return len(line) <= _MAX_LINE and _CORRESPONDENT.fullmatch(line) is not None


def without_by(text: str) -> str:
    """The value of a byline field without its `By`, and without mail addresses beside a name."""
    by = _BY.match(text)
    return without_mail(text[by.end() :] if by else text)


def without_mail(text: str) -> str:
    """`text` without mail addresses, unless it is no more than one."""
    if "@" not in text:
        return text
    return _MAIL.sub("", text).strip(" ,|()") or text


def without_source(headline: str, source: str) -> str:
    """A headline without the name of its source at the end: `Truce holds - BBC News`."""
    if headline[-1:].casefold() != source[-1].casefold():
        return headline
    end = _TITLE_END.search(headline)
    return headline[: end.start()] if end and _letters(end[1]) == _letters(source) else headline


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def is_source(line: str) -> bool:
    """Whether a line is the name of an agency or a paper, and nothing else."""
    return _SOURCE.fullmatch(line) is not None


def is_credit(line: str) -> bool:
    """Whether a line is a picture's credit: `Thaer Al Khalidiya / Reuters`, `Photo: Samir Nasser`."""
    return len(line) <= _MAX_LINE and _CREDIT.fullmatch(line) is not None


def split_credit(caption: str) -> tuple[str, str]:
    """A caption and the credit that ends it: `… of Homs. (AP Photo/Bassem Tellawi)`."""
    ending = _ENDING_CREDIT.search(caption)
    return (caption[: ending.start() + 1].strip(), ending[1].strip()) if ending else (caption, "")


def caption(line: str) -> str:
    """The caption that a line says that it is, by a label or as captions begin; else nothing."""
    if label := _CAPTION.match(line):
        return line[label.end() :].strip()
    return line if _FILE_PICTURE.match(line) else ""


def reporters(line: str) -> str:
    """Who reported, wrote and edited, if that is what a line below the story says."""
    match = _REPORTERS.fullmatch(line) if len(line) < 500 else None
    return match[1] if match else ""


def is_notice(line: str) -> bool:
    """Whether a line is a copyright notice."""
    return len(line) < 200 and _COPYRIGHT.fullmatch(line) is not None


def stands_alone(line: str) -> bool:
    """Whether a line is no part of a wrapped paragraph, whatever its length."""
    if len(line) > _MAX_LINE:
        return False
    known = is_button(line) or byline(line) or is_credit(line) or reporters(line) or is_notice(line)
    return bool(known) or date_line(line) is not None
