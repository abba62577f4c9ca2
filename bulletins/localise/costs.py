"""What an error costs: minus the logarithm of how often it is met, in nats.

Two kinds of noise are told apart. A *reader* takes a digit for its look-alike, loses figures,
sees some where nothing is, and lets them slide into the blank beside them. A *printer* sets a
wrong figure, any figure, in any place. The rates of the first are those of a study of 3,200
simulated tables, rounded; those of the second make the fewest wrong figures the likeliest.
None of them is fitted to a document.
"""

from __future__ import annotations

from functools import lru_cache
from math import log

import msgspec

CAUSE, CAUSED = 10.0, 0.9  # one cause for a column (of ten, in one table of 2,000); each figure
KEPT = 0.3  # a figure in a column that one cause filled is true all the same
LEFT_OUT = 1.0  # that a row was left out, of a region that has none: hardly anything else is known
UNREAD = 0.7  # a figure that was not read is really so much, whatever it is
NOTHING = 5.0  # more for a stated figure where there is nothing to state
IMPLIED = 13.0  # a figure that the text does not print, and that its closed list makes 0


class Noise(msgspec.Struct, frozen=True):
    """What errors cost. None where they are not met in this noise."""

    clear: float  # a figure where nothing was printed, of 1
    clear_more: float  # of the logarithm of a larger one
    alike: float  # one digit taken for one that looks like it
    lost_digit: float  # the true figure has a digit more
    added_digit: float  # a digit fewer
    other: float  # any other figure
    missing: float  # a figure gone; its value costs as well
    stated_alike: float  # a stated figure: a look-alike
    stated_other: float  # anything
    carried: float | None = None  # a figure, and alike what is summed from it in its row
    moved: float = 11.0  # cases of a row under other types of it, or of a type under another row
    moved_more: float = 2.5  # for each type more than two
    replaced: float = 12.0  # the figures of a row are those of another, or of another day
    together: float | None = None  # two neighbours printed as one, beside a blank
    together_run: float | None = None  # where what stood behind them has slid up
    further: float = 0.0  # of the logarithm of how far off any other figure is
    shift: float | None = None  # a figure slid to the next column
    shift_far: float | None = None  # to the one behind it
    run: float | None = None  # neighbours that slid together
    line: float | None = None  # all of a row, with its total
    swap: float | None = None  # two neighbours exchanged
    down: float | None = None  # a figure that stands one row too low, or too high
    swap_down: float | None = None  # two exchanged, one above the other
    run_down: float | None = None  # several of a row that stand together one row too low, or high


READER = Noise(
    clear=4.3, clear_more=0.4, alike=4.4, lost_digit=7.0, added_digit=8.0, other=9.5, missing=4.6,
    stated_alike=4.6, stated_other=8.5, shift=5.7, shift_far=9.0, run=6.9, line=9.5, swap=5.6,
    down=8.0, swap_down=9.0, run_down=9.5, together=6.9, together_run=9.5,
)  # fmt: skip
PRINTER = Noise(
    clear=5.5, clear_more=0.9, alike=5.5, lost_digit=5.5, added_digit=5.5, other=5.5, missing=4.7,
    stated_alike=5.0, stated_other=5.0, carried=7.5, further=0.9,
)  # fmt: skip

_ALIKE = ("17", "38", "56", "68", "06", "27", "49", "35")
_LOOKS = {a: {x for pair in _ALIKE if a in pair for x in pair if x != a} for a in "0123456789"}


@lru_cache(4096)
def look_alikes(value: int) -> tuple[int, ...]:
    """The figures that one digit taken for its look-alike would have been.

    >>> look_alikes(17)
    (77, 12, 11)
    """
    digits = str(value)
    found = []
    for i, digit in enumerate(digits):
        for other in sorted(_LOOKS[digit], reverse=True):
            if i or other != "0" or len(digits) == 1:
                found.append(int(digits[:i] + other + digits[i + 1 :]))
    return tuple(x for x in dict.fromkeys(found) if x != value and x > 0)


@lru_cache(65536)
def of_value(value: int) -> float:
    """What it costs to name a figure that nobody has seen: small ones are common."""
    return 0.8 + 0.9 * log(value)


@lru_cache(65536)
def misread(noise: Noise, printed: int, true: int, stated: bool) -> float:
    """What it costs that ``true`` is printed as ``printed``; both are figures, not blanks."""
    if true in look_alikes(printed):
        return noise.stated_alike if stated else noise.alike
    other = noise.stated_other if stated else noise.other
    other += noise.further * log(abs(true - printed))
    a, b = str(printed), str(true)
    if len(b) == len(a) + 1 and any(b[:i] + b[i + 1 :] == a for i in range(len(b))):
        return min(noise.lost_digit, other)
    if len(a) == len(b) + 1 and any(a[:i] + a[i + 1 :] == b for i in range(len(a))):
        return min(noise.added_digit, other)
    return other
