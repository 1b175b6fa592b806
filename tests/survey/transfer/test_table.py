"""What comes out of forms and spreadsheets, read whole or refused with its reason."""

import pytest

from survey.transfer import table
from survey.transfer.table import BadTable, read_table

TEXT = '타임스탬프,"1. 이 사람은,\n어떤 표정인가요?"\n2025/05/14 3:21:07 오후 GMT+9,기쁨\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_every_encoding_of_forms_and_spreadsheets_is_read(encoding):
    found = read_table(TEXT.encode(encoding))

    assert found.header == ("타임스탬프", "1. 이 사람은, 어떤 표정인가요?")
    assert found.rows == (("2025/05/14 3:21:07 오후 GMT+9", "기쁨"),)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_told_from_the_header_outside_of_quotes(separator):
    text = f'time{separator}"a, b, c; d"\n1{separator}기쁨\n'

    assert read_table(text.encode()).header == ("time", "a, b, c; d")


def test_rows_of_another_width_are_cut_or_filled_and_named():
    found = read_table(b"a,b\n1\n1,2\n1,2,3\n\n")

    assert found.rows == (("1", ""), ("1", "2"), ("1", "2"))
    assert found.ragged == (1, 3)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"only\none\n", "one column"),
        (b"a,b\n", "no row"),
        (b"\x89PNG\r\n\x1a\n\0\0\xff\xff", "no text"),
        (b'a,b\n"1,2\n', "can’t be read"),
        (b"a,b\n" + b"1,2\n" * 10_001, "10,000 rows"),
        (b"a," * 2_001 + b"b\n1\n", "2,000 columns"),
        (b"a,b\n" + b"x" * table.MOST_BYTES, "5 MB"),
    ],
)
def test_what_is_no_table_of_answers_is_refused(data, why):
    with pytest.raises(BadTable, match=why):
        read_table(data)
