"""Writes family.json: log-densities and their derivatives by mpmath. `python3 family.py`"""
import json
import os

from mpmath import diff, erfc, exp, expm1, log, loggamma, mp, mpf, ncdf, npdf, pi, sqrt

mp.dps = 60

LINKS = {
    "logit": lambda e: 1 / (1 + exp(-e)),
    "probit": ncdf,
    "cloglog": lambda e: -expm1(-exp(e)),
    "log": exp,
    "sqrt": lambda e: e * e,
    "identity": lambda e: e,
    "inverse": lambda e: 1 / e,
}
COMPLEMENTS = {
    "logit": lambda e: 1 / (1 + exp(e)),
    "probit": lambda e: ncdf(-e),
    "cloglog": lambda e: exp(-exp(e)),
    "log": lambda e: -expm1(e),
    "identity": lambda e: 1 - e,
}


def choose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def times(y, logarithm):
    return mpf(0) if y == 0 else y * logarithm()


def log_density(family, link, y, w, e, phi):
    m = LINKS[link](e)
    if family in ("Bernoulli", "Binomial"):
        c = COMPLEMENTS[link](e)
        return w * (times(y, lambda: log(m)) + times(1 - y, lambda: log(c))) + choose(w, w * y)
    if family == "Poisson":
        return w * (times(y, lambda: log(m)) - m - loggamma(y + 1))
    if family == "NegativeBinomial":
        r = 1 / phi
        coefficient = loggamma(y + r) - loggamma(r) - loggamma(y + 1)
        return w * (coefficient + times(y, lambda: log(m / (r + m))) + r * log(r / (r + m)))
    if family == "Gamma":
        a = w / phi
        return a * log(a / m) + (a - 1) * log(y) - a * y / m - loggamma(a)
    if family == "InverseGaussian":
        return log(w / (2 * pi * phi * y**3)) / 2 - w * (y - m) ** 2 / (2 * phi * m * m * y)
    return log(w / (2 * pi * phi)) / 2 - w * (y - m) ** 2 / (2 * phi)


def variance(family, m, c, phi):
    return {
        "Bernoulli": lambda: m * c,
        "Binomial": lambda: m * c,
        "Poisson": lambda: m,
        "NegativeBinomial": lambda: m + phi * m * m,
        "Gamma": lambda: phi * m * m,
        "InverseGaussian": lambda: phi * m**3,
        "Normal": lambda: phi,
    }[family]()


def expected(family, link, w, e, phi):
    complement = COMPLEMENTS.get(link, lambda x: 1 - LINKS[link](x))
    slope = npdf(e) if link == "probit" else diff(LINKS[link], e)
    return w * slope**2 / variance(family, LINKS[link](e), complement(e), phi)


CASES = []
probabilities = [-30, -6.5, -0.7, 0.01, 2.3, 7, 30]
for link in ("logit", "probit", "cloglog"):
    for e in probabilities:
        if link == "cloglog" and e > 6.7:
            continue
        for y, w in ((0, 1), (1, 1), (0.25, 8)):
            CASES.append(("Bernoulli" if w == 1 else "Binomial", link, y, w, e, 1))
CASES += [("Binomial", "log", 0.25, 8, -1.2, 1), ("Binomial", "identity", 0.25, 8, 0.3, 1)]
for link, etas in (("log", [-20, -1, 0.3, 5]), ("sqrt", [0.2, 1.5, 12]), ("identity", [0.2, 3, 80])):
    for e in etas:
        for y in (0, 3, 950):
            CASES.append(("Poisson", link, y, 1.5 if y == 3 else 1, e, 1))
            CASES.append(("NegativeBinomial", link, y, 1, e, 0.4))
            CASES.append(("NegativeBinomial", link, y, 2, e, 0.003))
for link, etas in (("log", [-3, 0.4, 5.5]), ("inverse", [0.002, 0.7, 3]), ("identity", [0.3, 4, 260])):
    for e in etas:
        for family in ("Gamma", "InverseGaussian", "Normal"):
            for y, w, phi in ((0.3, 1, 0.7), (250, 2.5, 0.009)):
                CASES.append((family, link, y, w, e, phi))

rows = []
for family, link, y, w, e, phi in CASES:
    # Tails of the normal distribution are differences from 1 of 1e-195.
    mp.dps = 260 if link == "probit" else 60
    y, w, e, phi = mpf(y), mpf(w), mpf(repr(e)), mpf(repr(phi))
    f = lambda x, p=phi: -2 * log_density(family, link, y, w, x, p)
    g = lambda x, p=phi: diff(lambda z: f(z, p), x) / 2
    in_phi = lambda t: f(e, phi * exp(t))
    values = [f(e)] + [diff(f, e, k) / 2 for k in (1, 2, 3)]
    mean = expected(family, link, w, e, phi)
    slope = diff(lambda x: expected(family, link, w, x, phi), e)
    values += [mean, slope, LINKS[link](e)]
    dispersion = []
    if family in ("Gamma", "InverseGaussian", "Normal", "NegativeBinomial"):
        dispersion = [
            diff(in_phi, 0),
            diff(lambda t: diff(lambda z: f(z, phi * exp(t)), e) / 2, 0),
            diff(lambda t: diff(lambda z: f(z, phi * exp(t)), e, 2) / 2, 0),
            diff(in_phi, 0, 2),
        ]
    rows.append(
        {
            "family": family,
            "link": link,
            "at": [float(v) for v in (y, w, e, phi)],
            "values": [float(v) for v in values],
            "dispersion": [float(v) for v in dispersion],
        }
    )

POINTS = (0, 0.3, 1.1, 1.5, 2.5, 4, 5, 9, 20, 29.9, 30, 45, 1000)
tails = [[x, float(sqrt(pi / 2) * erfc(mpf(x) / sqrt(2)) * exp(mpf(x) ** 2 / 2))] for x in POINTS]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "family.json"), "w") as out:
    json.dump({"rows": rows, "millsRatio": tails}, out, separators=(",", ":"))
    out.write("\n")
