"""The layout of an article as people copy it from a page or a wire: which line is what.

Above the story stand, in any order and mostly without labels: share buttons, the headline, a byline, a date, a
picture's credit and caption. The story begins with its dateline (`GENEVA — `, `PARIS, Jan 3 (Reuters) - `) or
with the first long paragraph. What follows is its text, but for the reporters named in brackets at its end.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, NamedTuple

from index.article import Article, Published
from index.readers.dating import date_line, published

_STORY_CHARACTERS: Final = 200
"""A paragraph this long is text of the story, whatever stands before it."""
_MAX_FURNITURE: Final = 30
"""How many lines above the story are looked at."""

_BUTTONS: Final = re.compile(
    r"(?:discuss|share|send|recommend|like|tweet|e-?mail|print|save|listen|play|watch|copy|follow|subscribe|sign (?:in|up)"
    r"|log ?in|register|menu|home|search|close|advertisement|advertisment|sponsored|skip to (?:main )?content|comments?"
    r"|facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|google ?\+?|messenger|telegram|copy link|link copied!?"
    r"|read (?:more|next|later)|related(?: (?:stories|articles|topics|links|content))?|more on this story|text size|font size"
    r"|gift (?:this )?article|(?:view|see) (?:all )?comments|leave a comment|continue reading|toggle caption"
    r"|hide caption|enlarge(?: this image)?|click to (?:enlarge|expand)|image|photos?|video|breaking news|get alerts?"
    r"|\d[\d,.]*k? (?:shares?|comments?|views?|likes?|tweets?|retweets?)|\d+ min(?:ute)?s?(?: read)?|[ab]?a[+-]?)"
    r"(?: (?:as|this|via|on|by|to|us|with|now|article|story|page|facebook|twitter|email|e-mail|a friend"
    r"|our newsletters?|link|pdf|whatsapp|linkedin))*\s*[:|·•.…»>]*",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(
    r"(?i:(?:story |words |written |reported |reporting )?by:?|author:|autor:|von|par|por|door)\s+"
    r"((?:the )?[^\W\d_a-z][^.!?;]*(?:\b\w\.[^.!?;]*){0,4})\.?",
)
_CORRESPONDENT: Final = re.compile(
    r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’.-]*){1,3}(?:(?:,| and) [^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’.-]*){1,3})* in"
    r" [^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){0,2}(?: and agencies)?"
)
_BYLINE_UPPER: Final = re.compile(r"BY:?\s+([A-Z][^.!?;a-z]{2,80})")
_AGENCY: Final = (
    r"(?:A\.?P|Associated Press|The Associated Press|AP Photo|Reuters|REUTERS|A\.?F\.?P|Agence France-Presse|Getty(?: Images)?"
    r"|E\.?P\.?A|EPA-EFE|EFE|UPI|U\.P\.I\.|ANSA|DPA|dpa|PA(?: Wire| Archive)?|TASS|ITAR-TASS|RIA Novosti|Sputnik|Xinhua|Kyodo"
    r"|SANA|Anadolu(?: Agency)?|Bloomberg|CNN|BBC|NBC News|CBS News|ABC News|AAP|PTI|IANS|Yonhap|Zuma Press|Corbis|Magnum"
    r"|Alamy|Shutterstock|Flickr|Wikimedia(?: Commons)?|Handout|File|Pool|NASA|Library of Congress|National Archives"
    r"|The New York Times|The Guardian|The Washington Post|Los Angeles Times)"
)
_NAME: Final = r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,5}"
_CREDIT: Final = re.compile(
    rf"\(?(?:(?:photo(?:graph)?|image|picture|illustration|credit|photo credit|image credit|image source|foto)(?: by)?\s*:?\s+.{{2,90}}"
    rf"|{_NAME}\s*(?:/|\||—|–|-| via | for )\s*{_AGENCY}(?:\s*(?:/|via|-|,)\s*{_NAME})*"
    rf"|{_AGENCY}\s*(?:/|\||via)\s*{_NAME}(?:\s*(?:/|via|-|,)\s*{_NAME})*|Getty Images|AP Photo|©.{{2,90}})\)?",
)
_ENDING_CREDIT: Final = re.compile(
    r"[\s.]\(?((?:(?:Photo(?:graph)?|Image|Credit|Picture)\s*(?:by|:)\s*[^.()]{2,80})"
    r"|(?:AP Photo|AFP|REUTERS|Reuters|AP|EPA)\s*/\s*[^.()]{2,80})\)?\.?$"
)
_CAPTION_LABEL: Final = re.compile(
    r"(?:caption|photo caption|image caption|pictured|in this photo)\s*:\s*", re.IGNORECASE
)
_FILE_PICTURE: Final = re.compile(r"(?:FILE|File photo|In this [\w .,]{3,40} photo)\b", re.IGNORECASE)
_REPORTERS: Final = re.compile(
    r"[(\[]?((?:additional |writing and )?(?:reporting|writing|editing|compiled|written)\s+(?:by|in)\b.{3,400}?)[)\]]?\.?",
    re.IGNORECASE,
)
_COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|copyright\b).{0,160}", re.IGNORECASE)

_UPPER: Final = r"[^\W\d_a-zß-öø-ÿ]"
_CITY: Final = rf"{_UPPER}(?:[^\W\d_a-z]|[.'’ʼ -](?=\S)|[a-z](?=[A-Z]{{2}})|/)+{_UPPER}\.?"
_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DATELINE: Final = re.compile(
    rf"(?P<where>{_CITY}(?:\s?[,/]\s?(?:(?:D\.C|U\.S|[A-Z]\.[A-Z])\.?|[^\W\d_][\w.'’-]*(?: (?!{_MONTH} \d)[^\W\d_][\w.'’-]*){{0,3}})){{0,3}}?)"
    rf"(?P<day>,?\s+(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+\d{{4}})?)?,?"
    rf"\s*(?:[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]])?"
    rf"\s*(?:[—–―]|--+|(?<=[\s)\]])-|-(?=\s))\s*(?=\S)"
)
# In other languages and for towns that are not in capitals, only an agency in brackets is proof enough.
_DATELINE_AGENCY: Final = re.compile(
    rf"(?P<where>{_UPPER}[\w.'’ /-]{{1,40}}(?:, [\w.'’ -]{{2,30}}){{0,2}})(?P<day>,\s+[\w. ]{{3,20}}\d[\w. ]{{0,8}})?,?"
    rf"\s*[(\[](?P<agency>{_AGENCY}|[A-Z]{{2,8}}|[a-z]{{3}})[)\]]\s*(?:[—–―-]|--)\s*(?=\S)"
)
_DASH: Final = re.compile("[—–―]|-[- ]")
_LONE_AGENCY: Final = re.compile(rf"\((?P<agency>{_AGENCY})\)\s*(?:[—–―-]|--)\s*(?=\S)")


class Dateline(NamedTuple):
    """Where a story was filed, as written without agency and dash, and where its text begins after it."""

    text: str
    agency: str
    end: int


def dateline(paragraph: str) -> Dateline | None:
    """The dateline at the start of a story's first paragraph.

    >>> dateline("WASHINGTON, Jan 3 (Reuters) - The Senate")
    Dateline(text='WASHINGTON, Jan 3', agency='Reuters', end=31)
    """
    head = paragraph[:160]
    if not _DASH.search(head):
        return None
    for pattern in (_DATELINE, _DATELINE_AGENCY, _LONE_AGENCY):
        if match := pattern.match(head):
            found = match.groupdict()
            where = found.get("where") or ""
            if len(where) > 70:
                continue
            return Dateline((where + (found.get("day") or "")).strip(), found.get("agency") or "", match.end())
    return None


def split_dateline(article: Article) -> Article:
    """Move a dateline from the start of the body to its own field, unless the field is filled."""
    found = dateline(article.body)
    if not found:
        return article
    if article.dateline and article.dateline.casefold() != found.text.casefold():
        return article
    when = article.published or published_in(found.text)
    body = article.body[found.end :]
    source = article.source or found.agency
    return replace(article, dateline=article.dateline or found.text, body=body, source=source, published=when)


def published_in(dateline_text: str) -> Published | None:
    """The date of a dateline, where it has a year."""
    found = published(dateline_text, "dateline", 0.9)
    return found if found and found.confidence >= 0.9 else None


class _Draft:
    """What has been recognised of an article so far."""

    def __init__(self) -> None:
        self.headline = ""
        self.byline = ""
        self.credit = ""
        self.captions: list[str] = []
        self.published: Published | None = None

    def take(self, line: str, following: str) -> bool:
        """Put a line from above the story where it belongs; false where that cannot be told."""
        if is_button(line):
            return True
        if when := date_line(line):
            self.published = self.published or when
        elif _is_byline(line) or (self.headline and _CORRESPONDENT.fullmatch(line)):
            self.byline = self.byline or byline_name(line)
        elif _is_credit(line):
            self.credit = self.credit or line.strip("()")
        elif not self.headline:
            self.headline = line
        else:
            return self._take_caption(line, following)
        return True

    def _take_caption(self, line: str, following: str) -> bool:
        """A caption is told by its credit, by its label, or by standing between credit and dateline."""
        label = _CAPTION_LABEL.match(line)
        text, credit = split_credit(line)
        placed = bool(self.credit and not self.captions and following)
        if not (label or credit or placed or _is_credit(following) or _FILE_PICTURE.match(line)):
            return False
        self.credit = self.credit or credit
        self.captions.append(text[label.end() :].strip() if label else text.strip())
        return True


_BY: Final = re.compile(r"(?:(?:story |words |text |written )?by:?|author:)\s+", re.IGNORECASE)


def byline_name(line: str) -> str:
    """A byline without its `By`, as sources that have a field for it write it."""
    return _BY.sub("", line, count=1) if _BY.match(line) else line


def _is_byline(line: str) -> bool:
    if len(line) > 120:
        return False
    return bool(_BYLINE.fullmatch(line) or _BYLINE_UPPER.fullmatch(line))


def split_credit(caption: str) -> tuple[str, str]:
    """A caption and the credit that ends it: `… of Homs. (AP Photo/Bassem Tellawi)`."""
    ending = _ENDING_CREDIT.search(caption)
    return (caption[: ending.start() + 1].strip(), ending[1].strip()) if ending else (caption, "")


def is_button(line: str) -> bool:
    """Whether a line is what a page offers to do, or no words at all."""
    return not any(map(str.isalnum, line)) or _BUTTONS.fullmatch(line) is not None


def stands_alone(line: str) -> bool:
    """Whether a line is no part of a wrapped paragraph, whatever its length."""
    return is_button(line) or _is_byline(line) or _is_credit(line) or date_line(line) is not None


def _is_credit(line: str) -> bool:
    return len(line) <= 120 and _CREDIT.fullmatch(line) is not None


def lay_out(lines: list[str], article: Article) -> Article:
    """`article` with what `lines`, the paragraphs of a copied page, turn out to be."""
    lead, story, draft = _above_the_story(lines, article.headline)
    body, reporters = _below(story)
    byline = "; ".join(filter(None, (article.byline or draft.byline, reporters)))
    laid = replace(
        article,
        headline=draft.headline,
        byline=byline,
        credit=article.credit or draft.credit,
        caption=article.caption or "\n\n".join(draft.captions),
        published=article.published or draft.published,
        body="\n\n".join(body),
    )
    laid = split_dateline(laid)
    return replace(laid, body="\n\n".join([*lead, laid.body])) if lead else laid


def _above_the_story(lines: list[str], headline: str) -> tuple[list[str], list[str], _Draft]:
    """What stands above the story, taken apart: paragraphs that lead into it, the story's own, and the rest.

    The story starts with a dateline or a long paragraph, else after the last line that is plainly none of it.
    """
    draft = _Draft()
    draft.headline = headline
    lead: list[str] = []
    start = led = 0
    for index, line in enumerate(lines[:_MAX_FURNITURE]):
        long = len(line) > _STORY_CHARACTERS and not _CAPTION_LABEL.match(line) and not _ENDING_CREDIT.search(line)
        if dateline(line) or (long and not (draft.credit and not draft.captions)):
            start = index
            break
        if draft.take(line, lines[index + 1] if index + 1 < len(lines) else ""):
            start, led = index + 1, len(lead)
        else:
            lead.append(line)
    else:
        del lead[led:]
    return lead, lines[start:], draft


def _below(lines: list[str]) -> tuple[list[str], str]:
    """The story's own paragraphs, and the reporters named after them."""
    kept = [line for line in lines if not is_button(line)]
    reporters = ""
    while kept and len(kept[-1]) < 500:
        last = kept[-1]
        if match := _REPORTERS.fullmatch(last):
            reporters = "; ".join(filter(None, (match[1], reporters)))
        elif not _COPYRIGHT.fullmatch(last) and any(map(str.isalnum, last)):
            break
        kept.pop()
    return kept, reporters
