# Writes studentT.json: tails P(|T| > t), bounds of them and upper tails of F, by 50-digit arithmetic (mpmath 1.3).
# R's qt is no reference here: R 4.2 gives 8 % too much for 1.1 degrees of freedom and a tail of 1e-220.
import json
import os

from mpmath import betainc, exp, log, mp, mpf, nstr

mp.dps = 50
DF = [0.1, 0.3, 0.9, 1, 1.1, 2, 3.3, 5, 12.7, 29.9, 30, 31, 100, 1000, 1e5, 1e6, 1.1e6, 1e8, 1e10]
TAILS = [0.9, 0.5, 0.3, 0.05, 0.01, 1e-4, 1e-8, 1e-15, 1e-40, 1e-120, 1e-300]
POINTS = [1e-8, 0.01, 0.5, 1, 1.7, 1.8, 1.96, 3, 8, 37, 1e5, 1e140]
B = [0.7, 6, 45.5, 1e3, 999999, 1000001, 1e9]
F = [(f, a, b) for f in [1e-3, 0.4, 1, 1.5, 3, 10, 60] for a in [1, 2, 3.5, 12, 40] for b in B]


def tail(t, nu):
    return betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + t * t), regularized=True)


def bound(p, nu):
    """log t, by bisection: far out the tail is a power of t."""
    low, high = mpf(-6), mpf(4000 if nu < 500 else 5)
    for _ in range(170):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(exp(middle), nu) > p else (low, middle)
    return (low + high) / 2


tails = [[t, df, tail(mpf(t), mpf(df))] for t in POINTS for df in DF]
bounds = [[p, df, bound(mpf(p), mpf(df))] for p in TAILS for df in DF]
upper = [
    [f, a, b, betainc(mpf(b) / 2, mpf(a) / 2, 0, mpf(b) / (mpf(b) + mpf(a) * f), regularized=True)] for f, a, b in F
]


def number(value):
    return float(nstr(value, 20))


with open(os.path.join(os.path.dirname(__file__), "studentT.json"), "w") as file:
    reference = {
        "tails": [[t, df, number(p)] for t, df, p in tails if p > mpf("1e-305")],
        "bounds": [[p, df, number(exp(s))] for p, df, s in bounds if s < log(mpf("1e308"))],
        "upper": [[f, a, b, number(p)] for f, a, b, p in upper if p > mpf("1e-305")],
    }
    rows = ",\n".join(
        f' "{name}": [\n' + ",\n".join("  " + json.dumps(row) for row in own) + "\n ]"
        for name, own in reference.items()
    )
    file.write("{\n" + rows + "\n}\n")
