"""Jobs in several processes, ready in any order.

Unlike the library's pools this one ends when a worker is killed (a ProcessPoolExecutor does,
too; a Pool waits for ever), and its workers end when the program is killed, since each waits
at a pipe of which nobody else holds the other end.
"""

import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from training.cli import Refused
from training.dataset import InvalidData

# Not fork: a copy of a process that has started threads may hang.
CONTEXT = get_context("spawn")

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass
class Worker:
    process: SpawnProcess
    pipe: "Connection[Any, Any]"


def run(task: Callable[[Job], Result], jobs: Sequence[Job], workers: int) -> Iterator[Result]:
    """The results, in the order in which they are ready. What a task raises is raised here."""
    if workers == 1:
        yield from map(task, jobs)
        return
    crew = [_started(task) for _ in range(min(workers, len(jobs)))]
    try:
        yield from _results({worker.pipe: worker for worker in crew}, iter(jobs))
    finally:
        for worker in crew:
            worker.process.kill()
            worker.process.join()


def _started(task: Callable[[Job], Result]) -> Worker:
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_serve, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()  # so that we read its end when the worker has ended
    return Worker(process, ours)


def _results(crew: "dict[Connection[Any, Any], Worker]", jobs: Iterator[Any]) -> Iterator[Any]:
    busy = [pipe for pipe, job in zip(crew, jobs, strict=False) if _sent(crew[pipe], job)]
    while busy:
        for pipe in wait(busy):
            worker = crew[pipe]  # type: ignore[index]
            result = _received(worker)
            job = next(jobs, None)
            if job is None:
                busy.remove(worker.pipe)
            else:
                _sent(worker, job)
            yield result


def _sent(worker: Worker, job: Any) -> bool:
    try:
        worker.pipe.send(job)
    except BrokenPipeError as error:
        raise _gone(worker) from error
    return True


def _received(worker: Worker) -> Any:
    try:
        result = worker.pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        raise _gone(worker) from error
    if isinstance(result, Exception):
        raise result
    return result


def _gone(worker: Worker) -> Refused:
    worker.process.join()
    code = worker.process.exitcode or 0
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
    return Refused(f"A worker process {how}; is memory short? The same command goes on.")


def _serve(pipe: "Connection[Any, Any]", task: Callable[[Any], Any]) -> None:
    """A worker's life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends us
    while True:
        try:
            pipe.send(_done(task, pipe.recv()))
        except (EOFError, ConnectionError):
            return  # the program was killed


def _done(task: Callable[[Any], Any], job: Any) -> Any:
    try:
        return task(job)
    except (OSError, InvalidData, Refused) as error:
        return error
    except Exception:  # a mistake of ours: it must not get lost between the processes
        return RuntimeError(traceback.format_exc())
