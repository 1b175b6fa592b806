import errno
from zipfile import BadZipFile

import pytest

from classifier.preprocess import Unreadable
from training import cli
from training.dataset import InvalidData


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (InvalidData("a.json is not\nAI Hub's."), "a.json is not AI Hub's."),
        (cli.Refused("no"), "no"),
        (Unreadable("damaged", "The picture is damaged."), "The picture is damaged."),
        (BadZipFile("a.zip is cut off."), "a.zip is cut off."),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "x"), "x: No such file"),
        (OSError(errno.ENOSPC, "No space left on device", "x/y"), "x/y: the disk is full."),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full."),
    ],
)
def test_what_people_cause_is_one_sentence_and_exit_code_2(capsys, error, sentence):
    with pytest.raises(SystemExit) as ended, cli.refusing():
        raise error
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(sentence)
    assert said.count("\n") == 1


def test_our_own_mistakes_keep_their_traceback():
    with pytest.raises(ZeroDivisionError), cli.refusing():
        raise ZeroDivisionError


def test_ctrl_c_ends_a_program_without_a_traceback(capsys):
    with pytest.raises(SystemExit) as ended, cli.refusing():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == "\nstopped\n"
