"""The layout of an article as people copy it from a page or a wire: which line is what.

Above the story stand, in any order and mostly without labels: buttons, the page's address, the headline, a
byline, a date, a picture's credit and caption. The story begins with its dateline (`GENEVA — `, `PARIS, Jan 3
(Reuters) - `) or with the first long paragraph. What follows is its text, but for the reporters named in brackets
at its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from index.article import Article, Published
from index.readers import furniture
from index.readers.datelines import dateline, split_dateline
from index.readers.dating import date_line, split_date

_STORY_CHARACTERS: Final = 200
"""A paragraph this long is text of the story, unless a picture's credit stands before it."""
_SENTENCE_CHARACTERS: Final = 80
_ENDS: Final = (".", "!", "?", '."', '?"', ".”", ".“", "?”", ".»", "。")
_MAX_ABOVE: Final = 30
"""How many lines above the story are looked at."""


@dataclass(slots=True)
class _Draft:
    """What has been recognised of an article so far."""

    headline: str = ""
    byline: str = ""
    section: str = ""
    credit: str = ""
    source: str = ""
    url: str = ""
    captions: list[str] = field(default_factory=list)
    published: Published | None = None

    def take(self, line: str, following: str) -> bool:
        """Put a line from above the story where it belongs; false where that cannot be told."""
        if furniture.is_button(line):
            return True
        if link := furniture.address(line):
            self.url = self.url or link
        elif when := date_line(line):
            self.published = self.published or when
        elif self._take_dated(line) or self._take_author(furniture.without_mail(line)):
            return True
        elif not self.headline and furniture.is_section(line):
            self.section = self.section or line
        elif furniture.is_credit(line):
            self.credit = self.credit or line.strip("()")
        elif self.headline and furniture.is_source(line):
            self.source = self.source or line.partition(":")[2].strip() or line
        elif not self.headline:
            self.headline = line
        else:
            return self._take_caption(line, following)
        return True

    def _take_author(self, line: str) -> bool:
        if author := furniture.byline(line):
            self.byline = self.byline or author
        elif self.headline and furniture.is_correspondent(line):
            self.byline = self.byline or line
        elif self.byline and furniture.is_position(line):
            self.byline = f"{self.byline}, {line}"
        else:
            return False
        return True

    def _take_dated(self, line: str) -> bool:
        """Take a byline or the name of a paper with the date that ends the line."""
        if len(line) > _STORY_CHARACTERS:
            return False
        named, when = split_date(furniture.without_mail(line))
        if not when:
            return False
        if furniture.is_masthead(named):
            self.source = self.source or named
        elif not (furniture.byline(named) and self._take_author(named)):
            return False
        self.published = self.published or when
        return True

    def _take_caption(self, line: str, following: str) -> bool:
        """A caption is told by its credit, by its label, or by standing between credit and story."""
        text, credit = furniture.split_credit(line)
        labelled = furniture.caption(text)
        placed = bool(self.credit and not self.captions and following)
        if not (labelled or credit or placed or furniture.is_credit(following)):
            return False
        self.credit = self.credit or credit
        self.captions.append(labelled or text)
        return True

    def without_pictures(self, lines: list[str]) -> list[str]:
        """The story's paragraphs, but for what pages label as captions and sources of the pictures among them."""
        kept = []
        for line in lines:
            if labelled := furniture.caption_labelled(line):
                self.captions.append(labelled)
            elif furniture.is_picture_source(line):
                self.credit = self.credit or line
            else:
                kept.append(line)
        return kept


def lay_out(lines: list[str], article: Article) -> Article:
    """`article` with what `lines`, the paragraphs of a copied page, turn out to be."""
    lead, story, draft = _above_the_story(furniture.join_labels(furniture.without_links(lines)), article.headline)
    body, reporters = _below(draft.without_pictures(story))
    laid = replace(
        article,
        headline=draft.headline or draft.section,
        keywords=article.keywords or tuple(filter(None, (draft.section,))),
        byline="; ".join(filter(None, (article.byline or draft.byline, reporters))),
        credit=article.credit or furniture.credited(draft.credit),
        caption=article.caption or "\n\n".join(draft.captions),
        published=article.published or draft.published,
        source=article.source or draft.source,
        url=article.url or draft.url,
        body="\n\n".join(body),
    )
    laid = split_dateline(laid)
    return replace(laid, body="\n\n".join([*lead, laid.body])) if lead else laid


def _above_the_story(lines: list[str], headline: str) -> tuple[list[str], list[str], _Draft]:
    """What stands above the story, taken apart: paragraphs that lead into it, the story's own, and the rest.

    The story starts with a dateline or a long paragraph, else after the last line that is plainly none of it.
    """
    draft = _Draft(headline)
    lead: list[str] = []
    start = led = 0
    for index, line in enumerate(lines[:_MAX_ABOVE]):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if dateline(line) or _is_story(line, following, draft):
            start = index
            break
        if draft.take(line, following):
            start, led = index + 1, len(lead)
        else:
            lead.append(line)
    else:
        del lead[led:]
    return lead, lines[start:], draft


def _is_story(line: str, following: str, draft: _Draft) -> bool:
    """Whether a line is too long to be anything else, or one of two paragraphs of whole sentences.

    A caption may be as long, and one sentence.
    """
    sentences = bool(draft.headline) and len(line) > _SENTENCE_CHARACTERS and line.endswith(_ENDS)
    if len(line) <= _STORY_CHARACTERS and not (sentences and following.endswith(_ENDS)):
        return False
    if any(furniture.caption(each) or furniture.split_credit(each)[1] for each in (line, following)):
        return False
    return not (draft.credit and not draft.captions)


def _below(lines: list[str]) -> tuple[list[str], str]:
    """The story's own paragraphs, and the reporters named after them."""
    kept = [line for line in lines if not furniture.is_button(line)]
    reporters = ""
    while kept:
        if named := furniture.reporters(kept[-1]):
            reporters = f"{named}; {reporters}" if reporters else named
        elif not furniture.is_notice(kept[-1]):
            break
        kept.pop()
    return kept, reporters
