"""Pictures of pages: taken with fonts that are the same everywhere, kept small, and compared."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

BLOCK = 20  # as many pixels wide and high as a line with its space: what is smaller is no layout
FAINT = 14  # of 255: how far a block's mean may be from what it was
SHARE = 0.03  # of all blocks: how many may be farther
COLOURS = 128

# What fontconfig brings along, and the font for Chinese that scripts/system.sh asks for.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}</cachedir>
  <selectfont>
    <rejectfont><glob>*.?*</glob></rejectfont>
    <acceptfont>
      <glob>*/DejaVuSans.ttf</glob> <glob>*/DejaVuSans-Bold.ttf</glob>
      <glob>*/DejaVuSerif.ttf</glob> <glob>*/DejaVuSerif-Bold.ttf</glob>
      <glob>*/DejaVuSansMono.ttf</glob> <glob>*/DejaVuSansMono-Bold.ttf</glob>
      <glob>*/NotoSansCJK*</glob>
    </acceptfont>
  </selectfont>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


def same_fonts(folder: Path) -> dict[str, str]:
    """Return the environment in which a browser knows those fonts only that are everywhere."""
    path = folder / "fonts.conf"
    path.write_text(FONTS.format(folder=folder), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(path)}


def taken(page: Page) -> Image.Image:
    """Return what the window shows of a page, in few colours."""
    page.evaluate("document.fonts.ready")
    shot = page.screenshot(animations="disabled", caret="hide", scale="css")
    whole = Image.open(io.BytesIO(shot)).convert("RGB")
    # This way, a colour that few dots have is not lost.
    few = Image.Quantize.MAXCOVERAGE
    return whole.quantize(COLOURS, method=few, dither=Image.Dither.NONE)


def share_that_differs(one: Image.Image, other: Image.Image) -> float:
    """Return which share of their blocks is not alike; 1 where even their sizes differ."""
    if one.size != other.size:
        return 1.0
    blocks = differing(one, other)
    return blocks.histogram()[255] / (blocks.width * blocks.height)


def differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return the blocks in which two pictures differ, white on black."""
    difference = ImageChops.difference(_blocks(one), _blocks(other))
    channels = [channel.point(lambda by: 255 * (by > FAINT)) for channel in difference.split()]
    return ImageChops.lighter(ImageChops.lighter(*channels[:2]), channels[2])


def _blocks(picture: Image.Image) -> Image.Image:
    size = (picture.width // BLOCK, picture.height // BLOCK)
    return picture.convert("RGB").resize(size, Image.Resampling.BOX)
