"""QR codes, drawn on the server: no script, and no other site that would see the link."""

import io

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def qr(link: str, label: str) -> SafeString:
    """*link* as an SVG, black on white whatever the page's colours: cameras expect that."""
    code = segno.make(link, error="m", micro=False)
    out = io.BytesIO()
    # No fixed size: the stylesheet gives it.
    code.save(out, kind="svg", border=4, light="#fff", omitsize=True, xmldecl=False, svgns=False)
    drawing = mark_safe(out.getvalue().decode())  # noqa: S308 # made of numbers alone
    return format_html('<div class="qr" role="img" aria-label="{}">{}</div>', label, drawing)
