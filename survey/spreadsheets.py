"""What spreadsheets need to know of a CSV that comes from here, and what they do to one that comes
in."""

# At a file's beginning it tells them that the text is UTF-8.
BOM = "\ufeff"


def harmless(cell: str) -> str:
    """Spreadsheets run what begins like this; an apostrophe before it makes it text."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def decoded(data: bytes) -> str | None:
    """*data* as UTF-8, with or without its mark, or as the CP949 of a Korean Windows; None where it
    is neither."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
