"""The names of an article as an archive's own rules would have them: merged, renamed, blocked."""

from __future__ import annotations

from dataclasses import replace

from index.aliases import Aliases
from index.article import Article


def named(article: Article, aliases: Aliases) -> Article:
    """The article with its people, places and mentions under the names to show; what is blocked is left out."""
    people = dict.fromkeys(filter(None, map(aliases.canonical, article.people)))
    places = {}
    for place in article.places:
        name = aliases.canonical(place.name, "place")
        if name and name not in places:
            places[name] = replace(place, name=name)
    mentions = (one._replace(name=aliases.canonical(one.name, one.kind)) for one in article.mentions)
    return replace(
        article,
        people=tuple(people),
        places=tuple(places.values()),
        mentions=tuple(mention for mention in mentions if mention.name),
    )
