"""What the command-line programs share: a refusal is one sentence and exit code 2.

    def main(arguments=None):
        args = parse_args(arguments)
        with refusing():
            …

What people can cause (a wrong folder, a broken file, a full disk) ends a program this way; a
mistake of ours keeps its traceback. Ctrl-C ends it without one.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from zipfile import BadZipFile

from classifier.card import InvalidCheckpoint
from classifier.preprocess import Unreadable
from training.dataset import InvalidData

REFUSED = 2
INTERRUPTED = 130  # what a shell says of a program that Ctrl-C ended


class Refused(Exception):
    """A program can't do what was asked; the message is one sentence that names the file."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what people can cause into a sentence on stderr and exit code 2."""
    try:
        yield
    except (Refused, InvalidData, InvalidCheckpoint, Unreadable, BadZipFile) as error:
        refuse(str(error))
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(REFUSED)
    except OSError as error:
        refuse(sentence(error))
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        sys.exit(INTERRUPTED)


def refuse(message: str) -> NoReturn:
    """End the program with *message* on stderr."""
    print(" ".join(message.split()), file=sys.stderr)
    sys.exit(REFUSED)


def sentence(error: OSError) -> str:
    """What went wrong with which file, without the number that Python puts before it."""
    where = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{where}the disk is full."
    return f"{where}{error.strerror or error}."
