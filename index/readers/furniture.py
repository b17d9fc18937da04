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
    "|published|updated|posted|live|urgent|bulletin|flash|news ?alert|skip to [a-z ]{3,20}|support the guardian"
    "|this article is more than \\d+ (?:year|month)s? old|reuse this content|continue reading the main story"
    "|partager|réagir|classer|imprimer|envoyer|lire plus tard|abonnez-vous|teilen|merken|drucken"
    "|kommentieren|anhören"
    "|artikel auf einer seite lesen|compartir|imprimir|guardar|suscríbete|condividi|stampa|поделиться|печать"
    "|\\d[\\d,.]*k? (?:shares?|comments?|views?|likes?|tweets?|retweets?)"
)
_BUTTON_ENDS: Final = (
    "as|this|via|on|en|auf|sur|par|by|to|us|with|now|article|story|page|facebook|twitter|email|e-mail|a friend|our"
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
_SIGNED: Final = re.compile(r"(?:story |words |written |report|by|auth?or:|von|p[ao]r|door|from)", re.IGNORECASE)
"""How the lines begin that these three match."""
_POSITION: Final = "(?:correspondent|editor|reporter|writer|columnist|bureau chief)s?"
_CORRESPONDENT: Final = re.compile(
    rf"{_CAPITALISED}(?: {_CAPITALISED}){{1,3}}(?:(?:,| and) {_CAPITALISED}(?: {_CAPITALISED}){{1,3}})*"
    rf"(?:, (?:[\w'’-]+ ){{0,4}}{_POSITION})?(?:,? in {_CAPITALISED}(?: {_CAPITALISED}){{0,2}}(?: and agencies)?)?"
)
_HOLDS_POSITION: Final = re.compile(
    rf"(?:[\w'’&-]+ ){{0,5}}{_POSITION}(?:,? [\w'’& -]{{2,40}}){{0,2}}", re.IGNORECASE
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
    r"(?: by\b|\s*:|(?<=source),)\s*.{2,90})"
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
    r"|(?:AP Photo|AFP|REUTERS|Reuters|AP|EPA)\s*/\s*[^.()]{2,80}"
    r"|(?:Submitted|Contributed|Provided|Handout|Courtesy) [Pp]hoto(?:graph)?)\)?\.?$"
    rf"|\s\(({_NAME}\s*/\s*(?:for )?{_AGENCY})\)\.?$"
)
_BEFORE_CREDITED: Final = re.compile(
    r"(?:(?:photo(?:graph)?|image|picture|illustration|foto)(?: credit| source)?|credit)"
    r"(?: by\b|\s*(?::|\.{3}|…)|(?<=source),)\s*",
    re.IGNORECASE,
)
_PICTURE_CAPTION: Final = re.compile(r"(?:image|media) caption\s*[:,]\s*", re.IGNORECASE)
_CAPTION: Final = re.compile(
    rf"(?:caption|photo caption|pictured|in this photo)\s*:\s*|{_PICTURE_CAPTION.pattern}", re.IGNORECASE
)
_PICTURE_SOURCE: Final = re.compile(r"image source\s*[:,]|image copyright\b", re.IGNORECASE)
_FILE_PICTURE: Final = re.compile(r"(?:FILE\b|File photo\b|In this [\w .,]{3,40} photo\b)")
_REPORTERS: Final = re.compile(
    r"[(\[]?((?:additional |writing and )?(?:reporting|writing|editing|compiled|written)\s+(?:by"
    r"|in)\b.{3,400}?|reporting was contributed by .{3,400}?"
    r"|.{3,300} contributed (?:reporting|to this (?:report|story|article))(?: from .{3,60})?)[)\]]?\.?",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"<?((?:https?://|www\.)[^\s<>]+)>?", re.IGNORECASE)
_COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|copyright\b).{0,160}", re.IGNORECASE)
_NOTICE: Final = re.compile(
    r"our standards:.*|a version of this article appear(?:s|ed) in print.*"
    r"|follow .{3,80} on (?:twitter|facebook|x)\b.*"
    r"|(?:lire aussi|à lire aussi|lesen sie auch|mehr zum thema|read more|see also|related)\s*:.*"
    r"|[a-z]{2,8}(?:/[a-z]{2,8}){1,6}",
    re.IGNORECASE,
)
_LINKS: Final = re.compile(
    r"(?:related )?topics|(?:more on this story|related (?:articles|stories|links|content|coverage)"
    r"|most (?:viewed|read|popular|shared)|recommended(?: stories)?|you may also like|read more"
    r"|explore more on these topics)\s*:?",
    re.IGNORECASE,
)
_LABEL_ALONE: Final = re.compile(r"(?:image|media) (?:caption|source)[,:]?|image copyright", re.IGNORECASE)
_SECTIONS: Final = re.compile(
    r"(?:(?:world|u\.?k|u\.?s|bbc|top|business)\.? )?(?:news|stories)|world|u\.?k\.?|u\.?s\.?|national"
    r"|international|local|politics|business|economy|markets|money|opinion|sports?|culture|arts|entertainment|life(?:style)?|style"
    r"|travel|health|science|tech(?:nology)?|environment|education|media|europe|asia(?: pacific)?|africa"
    r"|(?:latin )?americas?|middle east|australia|actualité|monde|politik|ausland|wirtschaft|kultur|mundo"
    r"|internacional|economía|deportes|россия|мир|политика",
    re.IGNORECASE,
)
_PAPER: Final = re.compile(
    r"\b(?:times|news|post|guardian|herald|tribune|journal|gazette|telegraph|mail|chronicle|express|independent|observer"
    r"|monitor|standard|examiner|inquirer|dispatch|globe|press|advertiser|mercury|courier|daily|weekly|zeitung|reuters"
    r"|afp|bbc|cnn)\b",
    re.IGNORECASE,
)


def is_button(line: str) -> bool:
    """Whether a line is what a page offers to do, or no words at all."""
    return not any(map(str.isalnum, line)) or _BUTTON.fullmatch(line) is not None


def address(line: str) -> str:
    """The address on the web that a line is, if it is nothing else."""
    match = None if " " in line else _ADDRESS.fullmatch(line)
    return match[1] if match else ""


def byline(line: str) -> str:
    """Who wrote the story, if the line says that and nothing else: `By Mary O'Brien and Karim Haddad`."""
    if len(line) > _MAX_LINE or not _SIGNED.match(line):
        return ""
    if match := _BYLINE.fullmatch(line) or _BYLINE_IN_CAPITALS.fullmatch(line):
        return match[1].strip()
    return line if _DESK.fullmatch(line) else ""


def is_correspondent(line: str) -> bool:
    """Whether a line below a headline says who wrote from where or as what: `Luke Marten in Kyiv`."""
    if len(line) > _MAX_LINE or not _CORRESPONDENT.fullmatch(line):
        return False
    return " in " in line or _HOLDS_POSITION.fullmatch(line.rpartition(", ")[2]) is not None


def is_position(line: str) -> bool:
    """Whether a line below a byline says what its author is: `Chief international correspondent, BBC News`."""
    return len(line) <= _MAX_LINE and _HOLDS_POSITION.fullmatch(line) is not None


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


def credited(line: str) -> str:
    """Who a credit names, without the label before: `Ann Lee / AP` for `(Image credit: Ann Lee / AP)`."""
    line = line.strip().strip("()").rstrip(" –—-")
    label = _BEFORE_CREDITED.match(line)
    return line[label.end() :].strip() if label else line


def split_credit(caption: str) -> tuple[str, str]:
    """A caption and the credit that ends it: `… of Homs. (AP Photo/Bassem Tellawi)`."""
    ending = _ENDING_CREDIT.search(caption)
    return (caption[: ending.start() + 1].strip(), (ending[1] or ending[2]).strip()) if ending else (caption, "")


def caption(line: str) -> str:
    """The caption that a line says that it is, by a label or as captions begin; else nothing."""
    if label := _CAPTION.match(line):
        return line[label.end() :].strip()
    return line if _FILE_PICTURE.match(line) else ""


def caption_labelled(line: str) -> str:
    """The caption that a line among those of the story is labelled as; else nothing."""
    label = _PICTURE_CAPTION.match(line)
    return line[label.end() :].strip() if label else ""


def is_picture_source(line: str) -> bool:
    """Whether a line among those of the story is labelled as where a picture comes from."""
    return len(line) <= _MAX_LINE and _PICTURE_SOURCE.match(line) is not None


def reporters(line: str) -> str:
    """Who reported, wrote and edited, if that is what a line below the story says."""
    match = _REPORTERS.fullmatch(line) if len(line) < 500 else None
    return match[1] if match else ""


def is_notice(line: str) -> bool:
    """Whether a line below the story is a notice, such as those of copyright, or the initials of who sent it."""
    return len(line) < 300 and (_COPYRIGHT.fullmatch(line) or _NOTICE.fullmatch(line)) is not None


def without_links(lines: list[str]) -> list[str]:
    """The lines above the first that heads nothing but links: `Topics`, `More on this story`."""
    for index, line in enumerate(lines):
        if _LINKS.fullmatch(line) and not any(
            len(each) > _MAX_LINE or each.endswith(".") for each in lines[index:]
        ):
            return lines[:index]
    return lines


def join_labels(lines: list[str]) -> list[str]:
    """The lines, where a label that has one to itself (`Image caption,`) is put before what it says."""
    joined: list[str] = []
    for line in lines:
        if joined and _LABEL_ALONE.fullmatch(joined[-1]):
            joined[-1] = f"{joined[-1].rstrip(',:')}: {line}"
        else:
            joined.append(line)
    return joined


def is_section(line: str) -> bool:
    """Whether a line is the name of a section of a paper, as stands above headlines."""
    return _SECTIONS.fullmatch(line) is not None


def is_masthead(text: str) -> bool:
    """Whether what stands before a date is the name of a paper or an agency: `The Times, April 15, 1865`."""
    return text.count(" ") < 5 and _PAPER.search(text) is not None


def stands_alone(line: str) -> bool:
    """Whether a line is no part of a wrapped paragraph, whatever its length."""
    if len(line) > _MAX_LINE:
        return False
    known = (
        is_button(line) or address(line) or byline(line) or is_credit(line) or reporters(line) or is_notice(line)
    )
    return bool(known) or date_line(line) is not None
