"""Classes of the CBS's figures of 2022, for all wijken and gemeenten, against another implementation: quantiles and equal
widths by their definition, natural breaks by the full recursion of Fisher (1958) over all cuts, with exact sums."""
import csv
import os
import subprocess

from interop import PROGRAM, SHARED, check, finish, skip

TOOL = os.path.join(os.path.dirname(PROGRAM), "tests", "classes_of")
DATA = f"{SHARED}/cbs/kwb_2022_wijk_gemeente_nl.csv"
if not os.path.exists(DATA) or not os.path.exists(TOOL):
    skip("de cijfers van het CBS of classes_of zijn er niet")
try:
    import numpy
except ImportError:
    skip("python3-numpy is er niet")


def ours(values, *args):
    out = subprocess.run([TOOL, *map(str, args)], input="\n".join(map(str, values)), text=True, check=True,
                         capture_output=True).stdout.splitlines()
    return [float(x) for x in out[0].split()], [int(x) for x in out[1].split()]


def groups(values, bounds):
    """The sorted values, cut at the inner bounds."""
    made = [[] for _ in bounds[1:]]
    for v in sorted(values):
        made[max(i for i in range(len(bounds) - 1) if i == 0 or v >= bounds[i])].append(v)
    return made


def fisher(values, classes):
    """The least sum of squares, in tenths: whole numbers, so exact until the division."""
    v = numpy.array(sorted(round(10 * x) for x in values), dtype=numpy.int64)
    v -= v[len(v) // 2]
    n = len(v)
    one = numpy.concatenate([[0], numpy.cumsum(v)]).astype(float)
    two = numpy.concatenate([[0], numpy.cumsum(v * v)]).astype(float)

    def cost(i, j):  # of v[i:j], for arrays of i
        return two[j] - two[i] - (one[j] - one[i]) ** 2 / (j - i)

    best = numpy.array([0.0] + [cost(0, j) for j in range(1, n + 1)])
    for _ in range(classes - 1):
        best = numpy.array([0.0] + [min(best[j], float((best[1:j] + cost(numpy.arange(1, j), j)).min()))
                                    if j > 1 else best[j] for j in range(1, n + 1)])
    return best[n] / 100


def spread(group):
    mean = sum(group) / len(group) if group else 0
    return sum((x - mean) ** 2 for x in group)


def quantile_groups(values, classes):
    v, starts = sorted(values), []
    for k in range(classes):
        at = v.index(v[len(v) * k // classes])  # equal numbers go with the first of them
        if at not in starts:
            starts.append(at)
    return [v[a:b] for a, b in zip(starts, starts[1:] + [len(v)])]


def equal_groups(values, classes):
    low, high = min(values), max(values)
    made = [[] for _ in range(classes)]
    for v in sorted(values):
        made[max(k for k in range(classes) if k == 0 or v >= low + (high - low) / classes * k)].append(v)
    return made


with open(DATA, encoding="utf-8") as f:
    rows = list(csv.DictReader(f, delimiter=";"))
tried = 0
for level in ("gemeente", "wijk"):
    for column in ("population", "pop_65plus", "dwelling_value", "income_low", "income_high"):
        values = [float(r[column]) for r in rows if r["niveau"] == level and r[column] not in ("", "NA")]
        if len(values) < 100:
            continue
        for classes in (3, 5, 7):
            where = f"{level} {column} {classes}: "
            bounds, counts = ours(values, "kwantiel", classes)
            check(groups(values, bounds) == quantile_groups(values, classes), where + f"kwantielen {bounds}")
            check(sum(counts) == len(values), where + "niet alles in een klasse")
            bounds, counts = ours(values, "gelijk", classes)
            check(groups(values, bounds) == equal_groups(values, classes), where + f"gelijke klassen {bounds}")
            check(counts == [len(g) for g in equal_groups(values, classes)], where + "aantallen")
            tried += 1
        if level == "gemeente" or column == "income_low":
            bounds, counts = ours(values, "natuurlijk", 5)
            least, got = fisher(values, 5), sum(map(spread, groups(values, bounds)))
            check(len(bounds) == 6 and abs(got - least) <= 1e-9 * max(1, least),
                  f"{level} {column}: natuurlijk {got} in plaats van {least}")
            tried += 1
check(tried >= 20, f"maar {tried} verdelingen bekeken")
finish()
