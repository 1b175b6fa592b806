"""The five expressions, in the order that every array, table and page uses."""

EXPRESSIONS = ("happy", "surprise", "angry", "sad", "neutral")

# The names of AI Hub's data set 82; participants see the same words in Korean.
KOREAN = {
    "happy": "기쁨",
    "surprise": "당황",
    "angry": "분노",
    "sad": "슬픔",
    "neutral": "중립",
}


# What pages and other data sets call them: FER+ has nouns.
ALSO = {
    "happiness": "happy",
    "surprised": "surprise",
    "anger": "angry",
    "sadness": "sad",
}


def parse(text: str) -> str:
    """The expression named by *text* in English or Korean, whatever its case and spaces.

    Raises ValueError for anything outside the five.
    """
    wanted = text.strip().casefold()
    wanted = ALSO.get(wanted, wanted)
    for expression in EXPRESSIONS:
        if wanted in (expression, KOREAN[expression]):
            return expression
    raise ValueError(f"not one of {', '.join(EXPRESSIONS)}: {text!r}")
