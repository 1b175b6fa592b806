"""Reads facial expressions: photograph → faces → 96×96 gray crops → probabilities.

A library that knows nothing of Django, Celery, the survey or the training.
Importing this package loads neither torch nor cv2; the modules that need them do.
"""
