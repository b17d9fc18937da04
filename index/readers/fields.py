"""Records to articles: which name of a field means what, in JSON, CSV, front matter and labelled lines alike.

Names are compared without case and punctuation, so `pubDate`, `pub_date` and `Pub-Date` are one. Of several
fields with one meaning, the one further left in its row of `SYNONYMS` is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from index.article import Article, Published
from index.errors import ArticleError
from index.readers import dating
from index.readers.cleaning import is_plain_line, one_line, paragraphs
from index.readers.datelines import dateline, published_in
from index.readers.furniture import credited, split_credit, without_by, without_source
from index.readers.markup import captions, plain
from index.readers.naming import Story, given_id, id_from_path
from index.readers.values import language_of, names_of, people_of, places_of, text_of

SYNONYMS: Final[dict[str, str]] = {
    "id": "id _id guid uid uuid articleid docid docno docnumber newsid storyid identifier uri",
    "url": "url link weburl articleurl canonicalurl canonical permalink href originalurl sourceurl"
    " externalurl uri webpage requestedurl documentidentifier",
    "headline": "headline headlines title webtitle heading hl hl1 newstitle articletitle name"
    " titel überschrift titre título titulo titolo заголовок",
    "byline": "byline bylines author authors writer writers reporter reporters creator dccreator by contributor"
    " autor auteur autore автор",
    "credit": "credit creditline photocredit imagecredit photographer",
    "caption": "caption captions photocaption imagecaption",
    "dateline": "dateline located",
    "date": "date published publishedat publisheddate publishedon datepublished datetimepub publishdate"
    " publicationdate pubdate pubtime webpublicationdate firstpublicationdate firstpublished issued"
    " dateissued displaydate"
    " datetime timestamp time day releasedate created createdat datecreated firstcreated versioncreated"
    " loaddate sent datepublish datum fecha дата datedepublication datepublication",
    "changed": "updated updatedat dateupdated datemodify modified modifiedat datemodified lastmod lastmodified"
    " lastupdated",
    "source": "source publisher publication publicationname outlet newspaper agency provider providername sitename"
    " site newssource sourcename copyrightholder domain"
    " sourcehostname medianame sourcecommonname sourcedomain hostname cleanurl quelle fuente fonte источник",
    "body": "body text content contents articlebody bodytext bodycontent fulltext maintext articletext"
    " articlecontent"
    " storytext plaintext contenttext contenthtml contentencoded bodyhtml bodyxhtml html bodies story article"
    " transcript message rawtext inhalt texte contenu texto contenido conteúdo testo текст",
    "summary": "description descriptiontext descriptions summary abstract standfirst deck leadparagraph"
    " lead snippet trailtext"
    " excerpt shortdescription subtitle highlights",
    "people": "people persons person personnames",
    "places": "places place locations location geo placenames",
    "keywords": "keywords keyword tags tag topics topic subjects subject categories category section sectionname",
    "language": "language lang languagecode inlanguage locale baselang",
}
"""Every field that is understood and the names it goes by, the best first. Documented for users in the README."""

_RANKS: Final[dict[str, list[tuple[str, int]]]] = {}
for _role, _names_of_role in SYNONYMS.items():
    for _rank, _name in enumerate(_names_of_role.split()):
        _RANKS.setdefault(_name, []).append((_role, _rank))

_NESTED: Final = ("_source", "fields", "attributes", "article", "node", "entities", "metadata", "meta", "params")
_NO_AUTHOR: Final = re.compile(r"(?:https?:|www\.|\d*$|(?:view|see) all\b|more posts\b)", re.IGNORECASE)
"""What stands for an author in scraped records: addresses, numbers, what pages offer to do."""
_CUT_OFF: Final = re.compile(r"\s*\[\+\d+ chars\]$")
"""How NewsAPI ends the beginning of a text."""
_NAMED: Final = ("people", "places", "keywords")
Found = Article | ArticleError
Roles = dict[str, tuple[str, ...]]
"""For every meaning, the names of a record's fields that have it, the best first."""


@lru_cache(maxsize=4096)
def roles_of(name: str) -> tuple[tuple[str, int], ...]:
    """What a field of this name may mean, each with its rank; nothing when the name is unknown."""
    key = "".join(character for character in name.casefold() if character.isalnum())
    return tuple(_RANKS.get(key, ()))


@lru_cache(maxsize=1024)
def roles_in(names: tuple[str, ...]) -> Roles:
    """What a record with fields of these names holds. Records of one file mostly have the same."""
    ranked = sorted((rank, place, role) for place, name in enumerate(names) for role, rank in roles_of(name))
    found: dict[str, list[str]] = {}
    for _, place, role in ranked:
        found.setdefault(role, []).append(names[place])
    if any(name in _NESTED for name in names):
        found["nested"] = [name for name in names if name in _NESTED]
    return {role: tuple(named) for role, named in found.items()}


def article_of(record: Mapping[str, Any], path: str, story: Story = 0) -> Found:
    """The article that a record holds. An error where it has neither headline nor body."""
    opened, roles, markup = _opened(record)
    return _article(opened, roles, markup, paragraphs(plain(markup)), path, story)


def articles_of(records: Sequence[tuple[Mapping[str, Any], Story] | ArticleError], path: str) -> Iterator[Found]:
    """`article_of` each record and its number, and the errors among them, in their order."""
    # Start-up stays quick where articles are read one by one: this needs the library for arrays.
    from index.readers.in_bulk import all_paragraphs  # noqa: PLC0415

    opened = [_opened(each[0]) for each in records if not isinstance(each, ArticleError)]
    bodies = all_paragraphs([plain(markup) for _, _, markup in opened])
    ready = zip(opened, bodies, strict=True)
    for each in records:
        if isinstance(each, ArticleError):
            yield each
        else:
            (record, roles, markup), body = next(ready)
            yield _article(record, roles, markup, body, path, each[1])


def _opened(record: Mapping[str, Any]) -> tuple[Mapping[str, Any], Roles, str]:
    """A record with what is nested in it, what its fields mean, and the text of its body as it stands there."""
    roles = roles_in(tuple(record))
    while "nested" in roles and (merged := _merged(record, roles["nested"])):
        record, roles = merged, roles_in(tuple(merged))
    return record, roles, _text(record, roles, "body") or _text(record, roles, "summary")


def _article(record: Mapping[str, Any], roles: Roles, markup: str, body: str, path: str, story: Story) -> Found:
    headline = _line(record, roles, "headline")
    if not headline and not body:
        where = f"{path}, story {story}" if story else path
        return ArticleError(f"{where}: not read, it has neither headline nor body")
    source, address = _source(record, roles) if "source" in roles else ("", "")
    url = _address(_line(record, roles, "url")) or address
    caption, credit = _caption(record, roles, markup), _line(record, roles, "credit")
    if caption and not credit:
        caption, credit = split_credit(caption)
    names = {} if roles.keys().isdisjoint(_NAMED) else _names(record, roles)
    where, when = _line(record, roles, "dateline"), _published(record, roles)
    if body.endswith(" chars]"):
        body = _CUT_OFF.sub("", body)
    if found := dateline(body):
        source, when = source or found.agency, when or published_in(found.text)
        if not where or where.casefold() == found.text.casefold():
            where, body = found.text, body[found.end :]
    return Article(
        id=given_id(_text(record, roles, "id")) or id_from_path(path, story),
        path=path,
        url=url,
        headline=without_source(headline, source) if source else headline,
        byline=_byline(record, roles) if "byline" in roles else "",
        credit=credited(credit) if credit else "",
        caption=caption,
        dateline=where,
        body=body,
        published=when or dating.from_address(url) or dating.from_address(path),
        source=source,
        language=language_of(record[roles["language"][0]]) if "language" in roles else "",
        **names,
    )


def _merged(record: Mapping[str, Any], nested: tuple[str, ...]) -> dict[str, Any]:
    """A record with the fields of the records in it; nothing where there are none."""
    inner = [record[name] for name in nested if isinstance(record[name], dict)]
    if not inner:
        return {}
    merged: dict[str, Any] = {}
    for layer in inner:
        merged |= {str(name): value for name, value in layer.items() if name not in _NESTED}
    outer = {name: value for name, value in record.items() if value and not any(value is layer for layer in inner)}
    return merged | outer


def _text(record: Mapping[str, Any], roles: Roles, role: str) -> str:
    """The first value of a role that has a text."""
    for name in roles.get(role, ()):
        value = record[name]
        if text := value if isinstance(value, str) else text_of(value):
            return text
    return ""


def _caption(record: Mapping[str, Any], roles: Roles, markup: str) -> str:
    """The captions that a record has in a field, and those in the markup of its body."""
    stated = _text(record, roles, "caption")
    inner = captions(markup) if "<" in markup else ""
    return paragraphs("\n\n".join(filter(None, (plain(stated), inner)))) if stated or inner else ""


def _line(record: Mapping[str, Any], roles: Roles, role: str) -> str:
    if role not in roles:
        return ""
    text = _text(record, roles, role)
    return (text if is_plain_line(text) else one_line(plain(text))) if text else ""


def _byline(record: Mapping[str, Any], roles: Roles) -> str:
    """The authors, however they are listed; `By` is left out, as most sources do."""
    for name in roles["byline"]:
        value = record[name]
        if isinstance(value, str) and value and is_plain_line(value):
            authors: tuple[str, ...] = (value,)
        else:
            authors = tuple(
                map(one_line, map(plain, names_of(value) if isinstance(value, list) else (text_of(value),)))
            )
        if byline := without_by(", ".join(author for author in authors if not _NO_AUTHOR.match(author))):
            return byline
    return ""


def _source(record: Mapping[str, Any], roles: Roles) -> tuple[str, str]:
    """The first source that has a name; and an address, where that stands in its place."""
    address = ""
    for name in roles["source"]:
        text = _text(record, {"source": (name,)}, "source")
        if text.startswith(("http:", "https:")):
            address = address or text
        elif text:
            return (text if is_plain_line(text) else one_line(plain(text))), address
    return "", address


def _address(url: str) -> str:
    """A URL that leads to a page, or nothing: following some others would do something else."""
    scheme, colon, _ = url.partition(":")
    return url if not colon or "/" in scheme or scheme.casefold() in ("http", "https", "ftp") else ""


def _published(record: Mapping[str, Any], roles: Roles) -> Published | None:
    """The first date that can be read; when only a change is dated, that, with less confidence."""
    for role, confidence in (("date", 1.0), ("changed", 0.6)):
        for name in roles.get(role, ()):
            value = record[name]
            stated = text_of(value) if isinstance(value, (dict, list)) else value
            if stated and (found := dating.published(stated, "metadata", confidence)):
                return found
    return None


def _names(record: Mapping[str, Any], roles: Roles) -> dict[str, Any]:
    """The people, places and keywords that a source states.

    The New York Times lists people and places among its keywords, each with its kind.
    """
    people, places = (_first(record, roles, role) for role in ("people", "places"))
    keywords: list[object] = []
    tag: Any
    tagged: dict[str, list[object]] = {"persons": [], "glocations": []}
    for name in roles.get("keywords", ()):
        value = record[name]
        for tag in value if isinstance(value, list) else names_of(value):
            valued = isinstance(tag, dict) and "value" in tag
            kept = tagged.get(text_of(tag.get("name")), keywords) if valued else keywords
            kept.append(text_of(tag["value"]) if valued else tag)
    return {
        "people": people_of(people or tagged["persons"]),
        "places": places_of(places or tagged["glocations"]),
        "keywords": names_of(keywords),
    }


def _first(record: Mapping[str, Any], roles: Roles, role: str) -> object:
    return next((record[name] for name in roles.get(role, ()) if record[name]), None)
