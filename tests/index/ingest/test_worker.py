"""A worker asks for ids early, so that nobody waits for it while it does what takes long."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path

import pytest

from index.ingest import SourceFile, worker
from index.ingest.messages import Answer, Batch, Finish, Finished, Reports, Wanted, Written
from index.ingest.worker import Task, Worker


class Pipe:
    """The writer's end of a worker's pipe: answers each question, but only when the worker waits for it."""

    def __init__(self, *messages: object) -> None:
        self.incoming: deque[object] = deque(messages)
        self.said: list[object] = []

    def poll(self) -> bool:
        return bool(self.incoming) and not isinstance(self.incoming[0], Answer)

    def recv(self) -> object:
        return self.incoming.popleft()

    def send(self, message: object) -> None:
        self.said.append(message)
        if isinstance(message, Wanted):
            self.incoming.append(Answer({}))


def batches(folder: Path, count: int, *, careful: bool = False) -> list[Batch]:
    """Batches of two files of one article each."""
    made = []
    for number in range(count):
        files = []
        for i in range(2):
            path = folder / f"{number}-{i}.json"
            path.write_text(json.dumps({"headline": f"Report {number}-{i}", "body": "The council met on Monday."}))
            files.append(SourceFile(path, path.name, path.stat().st_size))
        made.append(Batch(number, tuple(files), careful))
    return made


def said_by_worker(folder: Path, *messages: object, budget: int = 1 << 28) -> tuple[list[object], list[int]]:
    """What a worker says when it is told `messages`, and where its cursor stands in the end."""
    pipe, cursor = Pipe(*messages), [0, -1]
    Worker(pipe, cursor, Task(folder, "english", extract=False, budget=budget)).run()  # type: ignore[arg-type]
    return pipe.said, cursor


def test_ids_are_asked_for_some_parts_before_articles_are_taken_in(tmp_path: Path) -> None:
    said, cursor = said_by_worker(tmp_path, *batches(tmp_path, 8), Finish())
    first_report = next(i for i, message in enumerate(said) if isinstance(message, Reports))
    asked = [message.batch for message in said[:first_report] if isinstance(message, Wanted)]
    assert asked == list(range(worker._PARTS_AHEAD + 1))
    assert [message.batch for message in said if isinstance(message, Reports)] == list(range(8))
    assert isinstance(said[-2], Written)
    assert said[-2].documents == 16
    assert isinstance(said[-1], Finished)
    assert cursor[1] == -1


def test_a_segment_is_written_after_others_can_go_on(tmp_path: Path) -> None:
    said, _ = said_by_worker(tmp_path, *batches(tmp_path, 8), Finish(), budget=1)
    first_segment = next(i for i, message in enumerate(said) if isinstance(message, Written))
    assert sum(isinstance(message, Wanted) for message in said[:first_segment]) == worker._PARTS_AHEAD + 1


def test_with_nothing_more_to_read_what_was_read_is_taken_in(tmp_path: Path) -> None:
    first, second = batches(tmp_path, 2)
    pipe = Pipe(first)
    made = Worker(pipe, [0, -1], Task(tmp_path, None, extract=False, budget=1 << 28))  # type: ignore[arg-type]
    with pytest.raises(IndexError):  # it waits for what this pipe does not have
        made.run()
    assert [type(message) for message in pipe.said] == [Wanted, Reports]
    pipe.incoming += [second, Finish()]
    made.run()
    assert [type(message) for message in pipe.said[2:]] == [Wanted, Reports, Written, Finished]


def test_a_careful_batch_is_done_file_by_file(tmp_path: Path) -> None:
    said, _ = said_by_worker(tmp_path, *batches(tmp_path, 1, careful=True), Finish())
    assert [type(message) for message in said] == [Wanted, Reports, Wanted, Reports, Written, Finished]
    assert [message.last for message in said if isinstance(message, Reports)] == [False, True]
