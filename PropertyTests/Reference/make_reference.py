#!/usr/bin/env python3
"""Writes the reference tables of this folder: values to 50 digits, computed with 1000 where differences cancel, else (quadrature) with 60.

    python3 make_reference.py        (needs mpmath)

Arguments are binary numbers, written exactly as the shortest decimal that reads back as the same double (or float), so that a
reader evaluates its function at the very point that was evaluated here. A result beyond the range of a double is left to the reader to
round (to infinity, a subnormal, or 0).
"""

import os
import random
import struct

from mpmath import mp, mpf, log, exp, sqrt, pi, psi, quad, erfc, ncdf, npdf

mp.dps = 60
FOLDER = os.path.dirname(os.path.abspath(__file__))
RANDOM = random.Random(1611)  # fixed: the tables are reproducible
TINY = 5e-324
NORMAL = 2.2250738585072014e-308
HUGE = 1.7976931348623157e308


def digits(value):
    return mp.nstr(value, 50, strip_zeros=True)


def single(x):
    """The nearest float, as a double."""
    return struct.unpack("f", struct.pack("f", x))[0]


def write(name, comment, columns, rows):
    with open(os.path.join(FOLDER, name), "w", newline="\n") as file:
        file.write(f"# {comment}\n# Made by make_reference.py; do not edit.\n")
        file.write(",".join(columns) + "\n")
        for row in rows:
            file.write(",".join(v if isinstance(v, str) else repr(v) if isinstance(v, (int, float)) else digits(v) for v in row) + "\n")


def log_uniform(low, high):
    return 10.0 ** RANDOM.uniform(low, high)


def exact(x):
    return mpf(x)


def log1p(x):
    return log(1 + x)


def expm1(x):
    return exp(x) - 1


def functions():
    near_minus_one = [-1.0 + 2.0**-k for k in (1, 2, 5, 10, 20, 40, 52, 53)]
    small = [s * v for v in (TINY, 1e-320, NORMAL, 1e-300, 1e-200, 1e-100, 1e-30, 1e-18, 1e-17, 1.1e-16, 2.3e-16, 1e-15, 1e-12, 1e-10, 1e-8, 1e-6,
                             1e-4, 1e-3, 0.01, 0.1, 0.25, 1 / 3, 0.333, 0.334, 0.49, 0.5) for s in (1, -1)]
    large = [0.51, 0.6, 0.75, 1.0, 1.5, 2.0, 3.0, 10.0, 100.0, 1e4, 1e8, 1e15, 9007199254740992.0, 1e17, 1e30, 1e100, 1e200, 1e300, HUGE]
    spread = [s * log_uniform(-17, 0) for _ in range(60) for s in (1, -0.999)] + [log_uniform(-1, 300) for _ in range(40)]
    points = small + large + near_minus_one + spread
    rows = [("log1p", x, 0.0, log1p(exact(x))) for x in points if x > -1]
    rows += [("xMinusLog1p", x, 0.0, exact(x) - log1p(exact(x))) for x in points if x > -1]
    wide = small + [s * v for v in (0.75, 1.0, 2.0, 10.0, 30.0, 36.0, 37.0, 38.0, 100.0, 700.0, 709.7, 745.0) for s in (1, -1)]
    wide += [s * log_uniform(-17, 2.85) for _ in range(60) for s in (1, -1)]
    rows += [("expm1", x, 0.0, expm1(exact(x))) for x in wide if x < 709.78]
    ratios = [1.0, 1.5, 1.4999999999999998, 1.5000000000000002, 0.5, 0.49999999999999994, 0.5000000000000001, 2.0, 0.1, 10.0, 1e-8, 1e8, 1e-30, 1e30]
    pairs = [(r, 1.0) for r in ratios]
    pairs += [(TINY, 1.0), (1.0, TINY * 2**52), (TINY, HUGE), (TINY, 2 * TINY), (3 * TINY, 2 * TINY), (1e-320, 1.1e-320), (NORMAL, 2.3e-308), (HUGE, 1.7e308),
              (1e-300, 1e300), (1e-200, 1e200), (1e-155, 1e155), (1e308, 1e-1), (1e-309, 1.0), (1.0, 1e300)]
    for _ in range(80):
        y = log_uniform(-300, 300)
        pairs.append((y * (1 + RANDOM.choice([1, -1]) * log_uniform(-16, 0) * 0.9), y))
    for _ in range(40):
        pairs.append((log_uniform(-150, 150), log_uniform(-150, 150)))
    for x, y in pairs:
        u = (exact(x) - exact(y)) / exact(y)
        rows.append(("itakuraSaito", x, y, u - log1p(u)))
    write("accurate.csv", "Elementary functions: function, arguments x and (itakuraSaito) y, value.", ("function", "x", "y", "value"), rows)


def single_functions():
    small = [s * v for v in (1.4e-45, 1e-40, 1.1754944e-38, 1e-30, 1e-20, 1e-10, 3e-8, 6e-8, 1.2e-7, 1e-6, 1e-4, 1e-2, 0.1, 0.25, 0.3333, 0.34, 0.5) for s in (1, -1)]
    spread = [s * log_uniform(-9, 0) for _ in range(40) for s in (1, -0.999)]
    points = [single(x) for x in small + spread]
    high = [single(x) for x in (0.51, 0.75, 1.0, 2.0, 10.0, 1e4, 1e8, 1e20, 3.4e38)]
    low = [single(x) for x in (-0.75, -0.9, -0.99, -0.999999)]
    rows = [("log1p", x, 0.0, log1p(exact(x))) for x in points + high + low]
    rows += [("xMinusLog1p", x, 0.0, exact(x) - log1p(exact(x))) for x in points + high + low]
    rows += [("expm1", x, 0.0, expm1(exact(x))) for x in points + [single(x) for x in (1.0, 10.0, 50.0, 88.0, -1.0, -10.0, -17.0, -20.0, -100.0)]]
    for _ in range(80):
        y = single(log_uniform(-30, 30))
        x = single(y * (1 + RANDOM.choice([1, -1]) * log_uniform(-7.5, 0) * 0.9))
        u = (exact(x) - exact(y)) / exact(y)
        rows.append(("itakuraSaito", x, y, u - log1p(u)))
    for _ in range(40):
        x, y = single(log_uniform(-18, 18)), single(log_uniform(-18, 18))
        u = (exact(x) - exact(y)) / exact(y)
        rows.append(("itakuraSaito", x, y, u - log1p(u)))
    write("accurate-single.csv", "As accurate.csv, at floats.", ("function", "x", "y", "value"), rows)


def log_sum_exp():
    cases = [[0.0], [0.0, 0.0], [1.0, 2.0, 3.0], [-1000.0, -1001.0], [1000.0, 1000.5, 999.0], [-745.0, 0.0], [710.0, 710.0], [-1e300, 1e-300],
             [1e300, 1e300], [-30.0, -0.1, -37.0], [1e-17, -40.0]]
    cases += [[RANDOM.uniform(-20, 20) for _ in range(RANDOM.randint(2, 6))] for _ in range(20)]

    def value(v):
        top = exact(max(v))
        return top + log(sum(exp(exact(x) - top) for x in v))

    write("log-sum-exp.csv", "log sum exp of the numbers in the first column (separated by spaces).", ("values", "value"),
          [(" ".join(repr(x) for x in v), value(v)) for v in cases])


def normal_kl(m, s, mu, sigma):
    """The textbook formula: 1000 digits make its cancellation harmless."""
    return (s**2 + (m - mu) ** 2) / (2 * sigma**2) - log(s / sigma) - mpf(1) / 2


def truncated_kl(location, alpha, lower, upper, spike):
    """KL of N(location, alpha^2) cut to [lower, upper] from the density (1 - spike) / (upper - lower), by quadrature of the definition.

    The log-density is quadratic, so the entropy is also had from moments; the quadrature is checked against that here."""
    centre = min(max(location, lower), upper)
    # Break points where the density lives, for narrow noise in a wide interval.
    cuts = sorted({lower, upper, *[c for k in (1, 2, 4, 8, 16) for s in (-1, 1) for c in [centre + s * k * alpha] if lower < c < upper], centre})
    shift = -((centre - location) / alpha) ** 2 / 2
    density = lambda u: exp(-((u - location) / alpha) ** 2 / 2 - shift)
    mass = quad(density, cuts)
    square = quad(lambda u: ((u - location) / alpha) ** 2 * density(u), cuts) / mass
    # -log of the normalised density, averaged: the entropy of the truncated normal.
    entropy = log(mass) + shift + square / 2
    value = -entropy + log(upper - lower) - log(1 - spike)
    a, b = (lower - location) / alpha, (upper - location) / alpha
    z = ncdf(b) - ncdf(a) if a < 0 else (erfc(a / sqrt(mpf(2))) - erfc(b / sqrt(mpf(2)))) / 2
    closed = -(log(sqrt(2 * pi) * alpha * z) + mpf(1) / 2 + (a * npdf(a) - b * npdf(b)) / (2 * z)) + log(upper - lower) - log(1 - spike)
    # The closed form cancels when the cut is far out in a tail; there only the quadrature is right.
    if abs(a) < 8 or abs(b) < 8:
        assert abs(value - closed) < mpf(10) ** -35 * (1 + abs(value)), (location, alpha, lower, upper, value, closed)
    return value


def log_normal():
    rows = []
    printed = [(2.0, 0.5, 0.3, 0.8)]  # f, alpha, mu, sigma of erratum E2
    random_cases = [(log_uniform(-3, 3), log_uniform(-3, 3), RANDOM.uniform(-5, 5), log_uniform(-3, 3)) for _ in range(40)]
    extreme = [(1.0, 1e-300, 0.0, 1.0), (1.0, 1.0, 0.0, 1e-150), (1e300, 1.0, 0.0, 1.0), (1e-300, 0.5, -600.0, 2.0), (1.0, 1e150, 0.0, 1.0), (1.0, 1e-300, 0.0, 1e300),
               (1.0, 0.7, 0.0, 0.7), (2.0, 1e-160, 0.0, 1e-150)]
    for f, alpha, mu, sigma in printed + random_cases + extreme:
        a, s = exact(alpha), exact(sigma)
        rows.append(("logNormal", f, alpha, mu, sigma, normal_kl(log(exact(f)), a, exact(mu), s)))
        rows.append(("logNormalUnitMean", f, alpha, mu, sigma, normal_kl(log(exact(f)) - a * a / 2, a, exact(mu), s)))
    for _ in range(40):
        sigma = log_uniform(-3, 3)
        alpha = sigma * (1 + RANDOM.choice([1, -1]) * log_uniform(-15, -3))
        rows.append(("nearEqual", 1.0, alpha, 0.0, sigma, normal_kl(mpf(0), exact(alpha), mpf(0), exact(sigma))))
    write("kl-log-normal.csv",
          "Proposition 3 from its definition: KL of z = eps f from log N(mu, sigma^2); the location of log eps is 0 (UnitMean: -alpha^2 / 2).",
          ("case", "activation", "alpha", "mu", "sigma", "value"), rows)


def log_uniform_prior():
    rows = []
    cases = [(0.5, 0.1)] + [(log_uniform(-3, 1), log_uniform(-3, 0)) for _ in range(15)] + [(1e-300, 0.5), (1e300, 1e-300)]
    for alpha, c in cases:
        rows.append((alpha, c, -log(exact(alpha)) - log(2 * pi * mp.e) / 2 - log(exact(c))))
    write("kl-log-uniform.csv", "Proposition 2, corrected: KL of z = eps f, f > 0, from c / z.", ("alpha", "c", "value"), rows)

    rows = []
    cases = [(0.0, 0.5, -1.0, 1.0, 0.0), (0.0, 0.01, -8.0, 8.0, 0.5), (0.6931471805599453, 0.5, -5.0, 5.0, 0.1), (0.0, 100.0, -1.0, 1.0, 0.0), (5.0, 1.0, -1.0, 1.0, 0.25),
             (-20.0, 1.0, -1.0, 1.0, 0.0), (40.0, 1.0, 0.0, 2.0, 0.0), (1.0, 1e-6, 0.0, 2.0, 0.9), (0.0, 1e-3, 0.0, 1.0, 0.0), (1.0, 0.3, 1.0, 1.5, 0.0)]
    for _ in range(25):
        lower = RANDOM.uniform(-10, 5)
        cases.append((RANDOM.uniform(-12, 12), log_uniform(-2, 1), lower, lower + log_uniform(-1, 1.3), RANDOM.choice([0.0, RANDOM.random()])))
    for location, alpha, lower, upper, spike in cases:
        rows.append((location, alpha, lower, upper, spike,
                     truncated_kl(exact(location), exact(alpha), exact(lower), exact(upper), exact(spike))))
    write("kl-truncated.csv",
          "KL of N(location, alpha^2) in log z, cut to [lower, upper], from the density (1 - spike) / (upper - lower): proper Proposition 2.",
          ("location", "alpha", "lower", "upper", "spike", "value"), rows)


def noise():
    rows = []
    for alpha in [0.7, 0.1, 1.0, 2.0, 5.0, 1e-3, 1e-8, 1e-150, 20.0] + [log_uniform(-9, 1) for _ in range(15)]:
        a2 = exact(alpha) ** 2
        rows.append((alpha, exp(a2 / 2), expm1(a2) * exp(a2), expm1(a2)))
    write("noise.csv", "Moments of eps, log eps ~ N(m, alpha^2): mean and variance at m = 0, variance at unit mean.",
          ("alpha", "mean", "variance", "varianceUnitMean"), rows)


def null_bias():
    rows = []
    for d, n in [(1, 2), (2, 3), (2, 4), (2, 10), (3, 5), (5, 6), (5, 100), (10, 11), (10, 1000), (50, 60), (100, 101), (100, 10000), (512, 1000), (3072, 3073), (3072, 10000)]:
        nu = mpf(n - 1)
        rows.append((d, n, -(sum(psi(0, (nu + 1 - i) / 2) for i in range(1, d + 1)) - d * psi(0, nu / 2)) / 2))
    write("tc-null-bias.csv", "Expected plug-in total correlation of n samples of d independent normals, nats.", ("dimensions", "samples", "value"), rows)


def gaussian_bottleneck():
    """One-dimensional x and y of correlation rho in the paper's convention, from the definition: t = x + noise of variance v,
    I(x;t) = 1/2 log(1 + 1/v), I(t;y) = -1/2 log(1 - rho^2 / (1 + v)); the stationary v by root finding."""
    rows = []
    for rho in (0.1, 0.5, 0.9, 0.99):
        for fraction in (0.05, 0.3, 0.7, 0.95, 1.2):
            r2 = exact(rho) ** 2
            beta = float(fraction * rho * rho)
            b = exact(beta)
            if b >= r2:
                rows.append((rho, beta, mpf(0), mpf(0)))
                continue
            slope = lambda v: -b / (2 * v * (1 + v)) + r2 / (2 * (1 + v) * (1 + v - r2))
            v = mp.findroot(slope, (mpf(10) ** -12, mpf(10) ** 12), solver="anderson", tol=mpf(10) ** -55, verify=False)
            v = mp.findroot(lambda w: b * (1 + w - r2) - r2 * w, v)
            assert abs(slope(v)) < mpf(10) ** -45
            rows.append((rho, beta, log(1 + 1 / v) / 2, -log(1 - r2 / (1 + v)) / 2))
    write("gaussian-bottleneck.csv", "Scalar Gaussian bottleneck, paper's beta: minimum of H(y|t) + beta I(x;t); beyond rho^2 nothing is learned.",
          ("correlation", "beta", "informationX", "informationY"), rows)


if __name__ == "__main__":
    with mp.workdps(1000):  # 5e-324 squared next to 1 still leaves 300 digits
        functions()
        single_functions()
        log_sum_exp()
        log_normal()
        noise()
    log_uniform_prior()
    null_bias()
    gaussian_bottleneck()
