"""Korean dates and times. Django's own put 오전 and 오후 behind the hour; they stand before it."""

DATETIME_FORMAT = "Y년 n월 j일 A g:i"
TIME_FORMAT = "A g:i"
SHORT_DATETIME_FORMAT = "Y-n-j H:i"
