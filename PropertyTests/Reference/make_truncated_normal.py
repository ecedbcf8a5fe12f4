"""Reference values of truncated normals and normal tails, rounded to 17 digits from at least 60; writes two CSV files beside this script.

Run: python3 make_truncated_normal.py   (needs mpmath)
"""

import pathlib
import random

from mpmath import mp, mpf, erfc, exp, log, log1p, nstr, pi, sqrt

HERE = pathlib.Path(__file__).parent
random.seed(20161101)


def tail(x):
    return erfc(x / sqrt(mpf(2))) / 2


def density(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def mass(a, b):
    # The smaller tails are subtracted, whichever side they are on; the working precision covers what is lost.
    return tail(a) - tail(b) if a > 0 else tail(-b) - tail(-a) if b < 0 else 1 - tail(b) - tail(-a)


def truncated(location, scale, lower, upper):
    location, scale, lower, upper = map(mpf, (location, scale, lower, upper))
    a, b = (lower - location) / scale, (upper - location) / scale
    z = mass(a, b)
    kl = log((b - a) / (sqrt(2 * pi) * z)) - mpf(1) / 2 - (a * density(a) - b * density(b)) / (2 * z)
    mean = location + scale * (density(a) - density(b)) / z
    return log(z), mean, kl


def digits(x):
    return nstr(x, 17, min_fixed=0, max_fixed=0)


def cases():
    lengths = ["0.001", "0.7", "3", "40", "1000"]
    for length in lengths:
        for power in range(-9, 13):
            # Location: centred, off-centre, at an end, a little and far outside, on both sides.
            for place in ["0.5", "0.37", "0", "1", "-0.01", "1.3", "-8", "30"]:
                lower = float(random.choice(["-2", "0", "0.125", "-35"]))
                upper = lower + float(length)
                scale = random.uniform(1, 10) * 10.0**power
                yield lower + float(place) * (upper - lower), scale, lower, upper
    # Exponential tails that are cut off where they still weigh something.
    for distance in [2e9, 1e10, 3e12]:
        for fall in [17, 20, 30]:
            yield -distance, 1.0, 0.0, fall / distance


def write_truncated():
    rows = ["location,scale,lower,upper,log_mass,mean,kl"]
    for location, scale, lower, upper in cases():
        # Tails of mass exp(-a^2/2), a KL as small as (length / scale)^4, and cancellation of 1/(a b): 200 digits cover them.
        mp.dps = 250
        rows.append(",".join([repr(v) for v in (location, scale, lower, upper)] + [digits(v) for v in truncated(location, scale, lower, upper)]))
    (HERE / "truncated-normal.csv").write_text("\n".join(rows) + "\n")


def write_tails():
    mp.dps = 60
    rows = ["x,cdf,log_cdf,mills,mean_excess"]
    grid = [k / 8 for k in range(-304, 305)] + [s * 10.0**k for k in range(-300, 9, 11) for s in (-1, 1)] + [50.0, 1e3, 1e6, 1e8]
    for x in sorted(grid):
        v = mpf(x)
        if x < -38 or v > 1e9:
            continue
        m = tail(v) / density(v)
        mp.dps = 100
        excess = density(v) / tail(v) - v
        mp.dps = 60
        rows.append(",".join([repr(x)] + [digits(w) for w in (tail(-v), log(tail(-v)) if x < 5 else log1p(-tail(v)), m, excess)]))
    (HERE / "normal-tails.csv").write_text("\n".join(rows) + "\n")


write_truncated()
write_tails()
