"""The icons for a phone's first screen, from the mark in static/favicon.svg.

python -m tests.icons
"""

from tests.chromium import launched_chromium
from tests.stack import ROOT

PAPER = "#fafaf7"
MARK = (ROOT / "static" / "favicon.svg").read_text(encoding="utf-8")
FOLDER = ROOT / "static" / "icons"
# Of the icon's side. Phones may cut a maskable one down to a circle of 80%.
WIDTHS = {"192": (192, 0.8), "512": (512, 0.8), "maskable": (512, 0.5)}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with launched_chromium() as chromium:
        page = chromium.new_page(color_scheme="light")
        for name, (side, share) in WIDTHS.items():
            page.set_viewport_size({"width": side, "height": side})
            page.set_content(
                f"<body style='margin: {side * (1 - share) / 2}px; background: {PAPER}'>{MARK}"
            )
            page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
