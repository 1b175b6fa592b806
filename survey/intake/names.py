"""What users call their files: shown, compared with labels, never used on the disk."""

import unicodedata

MOST_CHARACTERS = 200


def clean_name(name: str) -> str:
    """*name* without folders, control characters and direction marks, at most 200 characters.

    Composed (NFC): macOS writes Korean names in parts, spreadsheets write them whole.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return unicodedata.normalize("NFC", visible)[:MOST_CHARACTERS]
