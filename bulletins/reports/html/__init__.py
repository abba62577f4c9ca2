"""The evidence report: one page in which a person checks every figure against the print.

A single file that asks for nothing from anywhere, in both languages, for screen and paper.
"""

from __future__ import annotations

from .. import Report
from .page import render

REPORT = Report(name="html", render=render)
