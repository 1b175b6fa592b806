"""Which pictures are read: the site asks before it stores, a worker before it decodes. Pure."""

FORMATS = ("JPEG", "PNG", "WEBP")  # Pillow's names
# A phone's JPEG with a preview or a depth map behind it, as Pillow calls it: one still picture.
STILL = ("JPEG", "MPO")
MAX_PIXELS = 25_000_000
