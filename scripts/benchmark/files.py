"""What indexing is measured on: folders of files, made where they are missing."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

from index.ingest import SourceFile

DATA = Path(os.environ.get("DATELINE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
_A_FILE = 1000  # articles in each file of the corpora that are made here


def files_of(folder: Path) -> list[SourceFile]:
    """The files of a corpus, as the writer takes them."""
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".sgm", ".jsonl"))
    return [SourceFile(path, path.name, path.stat().st_size) for path in paths]


def reuters() -> Path:
    """The 21,578 stories of Reuters-21578, in their own SGML; raises FileNotFoundError where they are not."""
    folder = DATA / "reuters21578"
    folder.stat()
    return folder


def passages(work: Path) -> Path:
    """40,000 long passages of prose, a thousand to a file."""
    return _lay_out(work / "passages", gzip.open(DATA / "wiki-passages-40k.jsonl.gz", "rt", encoding="utf-8"))


def recombined(work: Path, count: int, seed: int = 1) -> Path:
    """`count` articles put together from the sentences of Reuters-21578, as long as those are."""
    return _lay_out(work / f"recombined-{count}-{seed}", _recombined(count, seed))


def _recombined(count: int, seed: int) -> Iterator[str]:
    draw = random.Random(seed)  # noqa: S311  # not a secret
    sentences: list[str] = []
    sizes: list[int] = []
    titles: list[str] = []
    for path in sorted(reuters().glob("*.sgm")):
        text = path.read_text("latin-1")
        titles += re.findall(r"<TITLE>([^<]*)</TITLE>", text)
        for body in re.findall(r"<BODY>([^<]*)", text):
            found = [" ".join(part.split()) for part in re.split(r"(?<=[.])\s+", body) if part.strip()]
            sentences += found
            sizes.append(len(found))
    for number in range(count):
        body = " ".join(draw.choices(sentences, k=draw.choice(sizes)))
        day = f"19{draw.randrange(70, 99)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
        yield (
            json.dumps({"id": f"s{seed}-{number}", "title": draw.choice(titles), "date": day, "text": body}) + "\n"
        )


def _lay_out(folder: Path, lines: Iterator[str]) -> Path:
    """Write the lines of a corpus to its files, unless that was done."""
    if (folder / "done").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    source = iter(lines)
    for number in itertools.count():
        part = list(itertools.islice(source, _A_FILE))
        if not part:
            break
        (folder / f"{number:04}.jsonl").write_text("".join(part), "utf-8")
    (folder / "done").touch()
    return folder
