#!/usr/bin/env python3
"""Writes enclosures.csv: elementary functions to 60 digits at doubles, to test intervals that must contain the true value.

    python3 make_enclosures.py        (needs mpmath)

Computed with 400 digits, so that the 60 that are written are right wherever differences cancel. Arguments are doubles, written as the
shortest decimals that read back as the same ones. Values whose logarithm is beyond that of doubles are left out.
"""

import os
import random

from mpmath import mp, mpf, log, exp, pi

mp.dps = 400
FOLDER = os.path.dirname(os.path.abspath(__file__))
RANDOM = random.Random(2018)  # fixed: the table is reproducible
ROWS = []


def add(function, x, value, y=0.0):
    ROWS.append(f"{function},{x!r},{y!r},{mp.nstr(value, 60, strip_zeros=True)}")


def near_powers_of_two():
    for k in (-1074, -1022, -537, -3, -1, 0, 1, 2, 52, 1023):
        for step in (-2, -1, 0, 1, 3):
            x = 2.0**k * (1 + step * 2.0**-52)
            if x > 0:
                yield x


logs = [*near_powers_of_two(), 0.7071067811865475, 0.7071067811865476, 1.4142135623730950, 1.4142135623730951]
logs += [1.7976931348623157e308, 3.0, 10.0]
logs += [1 + s * 10.0**-k for k in range(1, 16) for s in (-1, 1)]
logs += [RANDOM.uniform(0.5, 2) for _ in range(40)] + [10 ** RANDOM.uniform(-300, 300) for _ in range(40)]
for x in logs:
    add("log", x, log(mpf(x)))

exps = [0.0, 1.0, -1.0, 0.34657359027997264, 0.3465735902799727, -0.34657359027997264, 0.35, 0.3500000000000001, -0.35]
exps += [709.7, 709.78, -708.3, -740.0, -745.1]
exps += [s * 10.0**-k for k in range(1, 320, 9) for s in (-1, 1)]
exps += [RANDOM.uniform(-1, 1) for _ in range(40)] + [RANDOM.uniform(-700, 700) for _ in range(40)]
for x in exps:
    add("exp", x, exp(mpf(x)))
    add("expm1", x, exp(mpf(x)) - 1)

pairs = [(x * (1 + s * 10.0**-k), x) for x in (0.3, 1.0, 7e100) for k in range(1, 16) for s in (-1, 1)]
pairs += [(1.4, 1.0), (1.4000000000000001, 1.0), (0.6, 1.0), (0.5999999, 1.0), (1e-300, 1.0), (1.0, 1e-300), (1e-200, 1e200), (5e-324, 3.0)]
pairs += [(10 ** RANDOM.uniform(-6, 6), 10 ** RANDOM.uniform(-6, 6)) for _ in range(40)]
pairs += [(RANDOM.uniform(0.5, 2), RANDOM.uniform(0.5, 2)) for _ in range(40)]
for x, y in pairs:
    u = mpf(x) / mpf(y)
    add("itakuraSaito", x, u - log(u) - 1, y)

add("standardNormalEntropy", 0.0, (log(2 * pi) + 1) / 2)
add("logSqrtTwoPi", 0.0, log(2 * pi) / 2)

with open(os.path.join(FOLDER, "enclosures.csv"), "w", encoding="utf-8", newline="\n") as table:
    table.write("# Elementary functions to 60 digits: function, arguments x and (itakuraSaito) y, value.\n")
    table.write("# Made by make_enclosures.py; do not edit.\n")
    table.write("function,x,y,value\n")
    table.write("\n".join(ROWS) + "\n")
