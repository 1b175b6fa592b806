"""The statistics. Pure: numpy in, frozen dataclasses out; no tables, requests, clock or settings.

What every function speaks of (arrays.py):
    choices        int [people, images]   index of the expression chosen, NO_ANSWER where none was
    truth          int [images]           index of the expression shown
    probabilities  float [images, 5]      a model's softmax; a row of NaN where it gave none
    times          int [people, images]   milliseconds to the answer, −1 where unknown

A model is read as one more person: `arrays.model_choices` turns its probabilities into a row of
choices, and the same function then counts people and models. Whom `arrays.answered_enough` leaves
out is in none of the arrays. Intervals come from `intervals.py` (plain shares) or from the draws of
`resampling.py`, made once for all figures. What can't be computed (nobody answered, an expression
that isn't there) is None, never NaN and never 0.
"""
