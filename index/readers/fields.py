"""Records to articles: which name of a field means what, in JSON, CSV, front matter and labelled lines alike.

Names are compared without case and punctuation, so `pubDate`, `pub_date` and `Pub-Date` are one. Of several
fields with one meaning, the one further left in its row of `SYNONYMS` is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from index.article import Article, Published
from index.errors import ArticleError
from index.readers import dating
from index.readers.cleaning import one_line, paragraphs
from index.readers.layout import byline_name, split_dateline
from index.readers.markup import captions, plain
from index.readers.naming import given_id, id_from_path
from index.readers.values import language_of, names_of, people_of, places_of, text_of

SYNONYMS: Final[dict[str, str]] = {
    "id": "id _id guid uid uuid articleid docid docno docnumber newsid storyid identifier uri",
    "url": "url link weburl articleurl canonicalurl canonical permalink href originalurl sourceurl externalurl uri webpage",
    "headline": "headline headlines title webtitle heading hl hl1 newstitle articletitle name",
    "byline": "byline bylines author authors writer writers reporter reporters creator dccreator by contributor",
    "credit": "credit creditline photocredit imagecredit photographer",
    "caption": "caption captions photocaption imagecaption",
    "dateline": "dateline located",
    "date": "date published publishedat publisheddate publishedon datepublished datetimepub publishdate"
    " publicationdate pubdate pubtime webpublicationdate firstpublicationdate firstpublished issued dateissued displaydate"
    " datetime timestamp time day releasedate created createdat datecreated firstcreated versioncreated loaddate sent",
    "changed": "updated updatedat dateupdated modified modifiedat datemodified lastmod lastmodified lastupdated",
    "source": "source publisher publication publicationname outlet newspaper agency provider providername sitename"
    " site newssource sourcename copyrightholder domain",
    "body": "body text content contents articlebody bodytext bodycontent fulltext maintext articletext articlecontent"
    " storytext plaintext contenttext contenthtml contentencoded bodyhtml bodyxhtml html bodies story article"
    " transcript message",
    "summary": "description descriptiontext descriptions summary abstract standfirst deck leadparagraph lead snippet trailtext"
    " excerpt shortdescription subtitle highlights",
    "people": "people persons person personnames",
    "places": "places place locations location geo placenames",
    "keywords": "keywords keyword tags tag topics topic subjects subject categories category section",
    "language": "language lang languagecode inlanguage locale baselang",
}
"""Every field that is understood and the names it goes by, the best first. Documented for users in the README."""

_RANKS: Final[dict[str, list[tuple[str, int]]]] = {}
for _role, _names_of_role in SYNONYMS.items():
    for _rank, _name in enumerate(_names_of_role.split()):
        _RANKS.setdefault(_name, []).append((_role, _rank))

_NESTED: Final = ("_source", "fields", "attributes", "article", "node", "entities", "metadata", "meta", "params")
_SAFE_SCHEMES: Final = ("http:", "https:", "ftp:", "urn:", "tag:")


@lru_cache(maxsize=4096)
def roles_of(name: str) -> tuple[tuple[str, int], ...]:
    """What a field of this name may mean, each with its rank; nothing when the name is unknown."""
    key = "".join(character for character in name.casefold() if character.isalnum())
    return tuple(_RANKS.get(key, ()))


def article_of(record: Mapping[str, object], path: str, story: int = 0) -> Article | ArticleError:
    """The article that a record holds. An error where it has neither headline nor body."""
    values = _by_role(record)
    markup = _text(values, "body") or _text(values, "summary")
    headline = one_line(plain(_text(values, "headline")))
    body = paragraphs(plain(markup))
    if not headline and not body:
        where = f"{path}, story {story}" if story else path
        return ArticleError(f"{where}: not read, it has neither headline nor body")
    url = _address(_text(values, "url"))
    article = Article(
        id=given_id(_text(values, "id")) or id_from_path(path, story),
        path=path,
        url=url,
        headline=headline,
        byline=_byline(values.get("byline", ())),
        credit=_line(values, "credit"),
        caption=paragraphs(plain(_text(values, "caption")) or captions(markup)),
        dateline=_line(values, "dateline"),
        body=body,
        published=_published(values) or dating.from_address(url) or dating.from_address(path),
        source=_line(values, "source"),
        language=language_of(values["language"][0]) if "language" in values else "",
    )
    return split_dateline(_with_names(article, values))


def _by_role(record: Mapping[str, object]) -> dict[str, list[object]]:
    """The values of a record that mean something, under what they mean, the best first."""
    found: dict[str, list[tuple[int, object]]] = {}
    nested = [record[name] for name in _NESTED if isinstance(record.get(name), Mapping)]
    for layer, fields in enumerate((record, *nested)):
        assert isinstance(fields, Mapping)  # noqa: S101  # for the type checker
        for name, value in fields.items():
            if value is None or value == "" or value == [] or (layer == 0 and name in _NESTED and value in nested):
                continue
            for role, rank in roles_of(str(name)):
                found.setdefault(role, []).append((rank, value))
    return {role: [value for _, value in sorted(ranked, key=_rank_of)] for role, ranked in found.items()}


def _rank_of(ranked: tuple[int, object]) -> int:
    return ranked[0]


def _text(values: Mapping[str, list[object]], role: str) -> str:
    """The first value of a role that has a text."""
    for value in values.get(role, ()):
        if text := value if isinstance(value, str) else text_of(value):
            return text
    return ""


def _line(values: Mapping[str, list[object]], role: str) -> str:
    text = _text(values, role)
    return one_line(plain(text)) if text else ""


def _byline(values: Sequence[object]) -> str:
    """The authors, however they are listed; `By` is left out, as most sources do."""
    for value in values:
        names = names_of(value) if isinstance(value, list) else (text_of(value),)
        if byline := byline_name(one_line(plain(", ".join(names)))):
            return byline
    return ""


def _address(text: str) -> str:
    """A URL, or nothing where following it could do something else than show a page."""
    url = one_line(text)
    scheme = url.partition(":")[0].casefold() + ":" if ":" in url.partition("/")[0] else ""
    return url if not scheme or scheme in _SAFE_SCHEMES else ""


def _published(values: Mapping[str, list[object]]) -> Published | None:
    """The first date that can be read; when only a change is dated, that, with less confidence."""
    for role, confidence in (("date", 1.0), ("changed", 0.6)):
        for value in values.get(role, ()):
            plain_value = text_of(value) if isinstance(value, (Mapping, list)) else value
            if found := dating.published(plain_value, "metadata", confidence):
                return found
    return None


def _with_names(article: Article, values: Mapping[str, list[object]]) -> Article:
    """`article` with the people, places and keywords that its source states."""
    if values.keys().isdisjoint(("people", "places", "keywords")):
        return article
    tags = [tag for value in values.get("keywords", ()) for tag in _listed(value)]
    # The New York Times lists people and places among its keywords, each with its kind.
    kinds = [str(tag.get("name")) if isinstance(tag, Mapping) else "" for tag in tags]
    tagged_people = [tag for tag, kind in zip(tags, kinds, strict=True) if kind == "persons"]
    tagged_places = [tag for tag, kind in zip(tags, kinds, strict=True) if kind == "glocations"]
    others = [
        text_of(tag["value"]) if isinstance(tag, Mapping) and "value" in tag else tag
        for tag, kind in zip(tags, kinds, strict=True)
        if kind not in ("persons", "glocations")
    ]
    return replace(
        article,
        people=people_of(
            _first(values, "people") or [text_of(tag["value"]) for tag in tagged_people if "value" in tag]
        ),
        places=places_of(
            _first(values, "places") or [text_of(tag["value"]) for tag in tagged_places if "value" in tag]
        ),
        keywords=names_of(others),
    )


def _first(values: Mapping[str, list[object]], role: str) -> object:
    return next(iter(values.get(role, ())), None)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else list(names_of(value))
