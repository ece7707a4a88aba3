"""Writes purchase_model_draws.csv and gamma_gamma_draws.csv: what the purchase and spend models must return.

Every figure follows the papers' formulas in mpmath arithmetic. It is computed at 60 digits and again at more,
until two precisions agree to 20 digits, and a second, different method must give the same 20 digits (see README.md).
"""
import argparse
import csv
import heapq
import random
import sys
import time

from mpmath import mp, mpf, mpc, loggamma, log, exp, log1p, expm1, sqrt, rf, cos, pi, nstr, inf

SEED = 20_230_517
CLOSE = mpf(10) ** -20
MODELS = [("nbd", 285), ("bg-nbd", 286), ("mbg-nbd", 286), ("pareto-nbd", 286), ("bg-cnbd", 286),
          ("mbg-cnbd", 286), ("bg-bb", 285)]
COLUMNS = ["ln_likelihood", "p_alive", "expected_purchases", "p_no_purchase", "p_alive_after"]


def close(one, other):
    return one == other or abs(one - other) <= CLOSE * abs(other)


def agreed(figures):
    """figures() at rising precision, until two in a row agree to 20 digits."""
    last = None
    for digits in (60, 100, 200, 400, 800):
        with mp.workdps(digits):
            now = figures()
        if last is not None and all(close(one, other) for one, other in zip(last, now)):
            return now
        last = now
    raise AssertionError("no two precisions agree")


# Tools -------------------------------------------------------------------------------------------------------

def ln_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def rising(c, n):
    """(c)_n for c > -1, also where n is in the millions."""
    if n == 0:
        return mpf(1)
    return c * exp(loggamma(c + n) - loggamma(c + 1))


GAUSS = {}


def gauss_legendre(n):
    """Nodes and weights on (0, 1), at the working precision."""
    key = (n, mp.prec)
    if key not in GAUSS:
        rule = []
        with mp.extradps(15):
            for i in range(1, n + 1):
                y = cos(pi * (i - mpf(1) / 4) / (n + mpf(1) / 2))
                for _ in range(100):
                    older, old = mpf(0), mpf(1)
                    for j in range(n):
                        older, old = old, ((2 * j + 1) * y * old - j * older) / (j + 1)
                    slope = n * (y * old - older) / (y * y - 1)
                    step = old / slope
                    y -= step
                    if abs(step) < mpf(10) ** (-mp.dps // 2 - 8):
                        break
                older, old = mpf(0), mpf(1)
                for j in range(n):
                    older, old = old, ((2 * j + 1) * y * old - j * older) / (j + 1)
                slope = n * (y * old - older) / (y * y - 1)
                rule.append(((1 + y) / 2, 1 / ((1 - y * y) * slope * slope)))
        GAUSS[key] = rule
    return GAUSS[key]


def hyp2f1(a, b, c, v):
    """2F1(a, b; c; v) for a, b > 0, c > -1, 0 < v < 1 by its series, from its largest term where that is far out.

    The terms can fall, rise again and fall for good, never more: their ratio is 1 at the roots of a quadratic.
    """
    # Ratio of neighbours: (a + n)(b + n) v / ((c + n)(n + 1)); the quadratic is numerator minus denominator.
    q2, q1, q0 = v - 1, (a + b) * v - c - 1, a * b * v - c
    under = q1 * q1 - 4 * q2 * q0
    top = int((-q1 - sqrt(under)) / (2 * q2)) if under > 0 else 0
    dip = int((-q1 + sqrt(under)) / (2 * q2)) if under > 0 else 0
    tiny = mpf(10) ** (-mp.dps - 5)

    def upward(n, term, stop):
        total = mpf(0)
        while stop is None or n < stop:
            total += term
            ratio = (a + n) * (b + n) * v / ((c + n) * (n + 1))
            term *= ratio
            n += 1
            if stop is None and n > top + 2:
                # From here on the ratio moves steadily towards v.
                bound = max(ratio, v)
                if bound < 1 and abs(term) < tiny * (1 - bound) * abs(total):
                    break
        return total

    if top < 3000:
        return upward(0, mpf(1), None)
    peak = exp(loggamma(a + top) - loggamma(a) + loggamma(b + top) - loggamma(b) - loggamma(mpf(top + 1))
               + top * log(v)) / rising(c, top)
    total = upward(top, peak, None)
    n, term = top, peak
    while n > 0:
        term *= (c + n - 1) * n / ((a + n - 1) * (b + n - 1) * v)
        n -= 1
        total += term
        if n > max(dip, 0) + 2 and abs(term) * n < tiny * abs(total):
            break
    if n == 0:
        return total
    # The part from 0 up to where the terms rise again, unless it is nothing beside the rest.
    m, term = 0, mpf(1)
    while m < n:
        total += term
        term *= (a + m) * (b + m) * v / ((c + m) * (m + 1))
        m += 1
        if m > max(dip, 0) + 2 or (m > 1 and m < dip and abs(term) * dip < tiny * abs(total)):
            break
    return total


# NBD ---------------------------------------------------------------------------------------------------------

def nbd(draw):
    r, alpha = draw.parameters
    x, age, t = draw.x, draw.age, draw.t
    ll = loggamma(r + x) - loggamma(r) + r * log(alpha / (alpha + age)) - x * log(alpha + age)
    return [ll, mpf(1), (r + x) / (alpha + age) * t, ((alpha + age) / (alpha + age + t)) ** (r + x), mpf(1)]


# (M)BG/NBD and (M)BG/CNBD-k ----------------------------------------------------------------------------------

def beta_geometric(draw):
    """BG (m = 0) and MBG (m = 1) with Erlang-k times between purchases; k = 1 is the NBD."""
    r, alpha, a, b = draw.parameters
    k, m, x, t_x, age, t = draw.k, draw.m, draw.x, draw.t_x, draw.age, draw.t
    gap, shape, c = age - t_x, r + k * x, b + x + m

    # Both parts without B(a, b), alpha^r / Gamma(r) and Gamma(r + k x).
    waiting = sum(rf(shape, j) / mp.factorial(j) * (gap / (alpha + age)) ** j for j in range(k))
    ln_alive = ln_beta(a, c) - shape * log(alpha + age) + log(waiting)
    ratio = mpf(0)
    if x + m > 0:
        ratio = exp(ln_beta(a + 1, c - 1) - shape * log(alpha + t_x) - ln_alive)
    p_alive = 1 / (1 + ratio)
    ll = ln_alive + log1p(ratio) - ln_beta(a, b) + r * log(alpha) + loggamma(shape) - loggamma(r)

    silent, after, count = (geometric_sums_1 if k == 1 else geometric_sums_k)(draw, shape, c, waiting)
    return [ll, p_alive, p_alive * (a + c - 1) / (a - 1) * (1 - count), 1 - p_alive + p_alive * silent,
            p_alive * after]


# For a customer alive at the end of the observation, p ~ Beta(a, c), with Y purchases ahead if he never left.
# The sums below are P(Y = 0), E[(1 - p)^Y] = E[(c)_Y / (a + c)_Y] and E[(c)_Y / (a + c - 1)_Y]. The last one gives
# E[purchases] by sum_{i < n} (c)_i / (a + c)_i = (a + c - 1) / (a - 1) (1 - (c)_n / (a + c - 1)_n).

def geometric_sums_1(draw, shape, c, _):
    a, z = draw.parameters[2], draw.t / (draw.parameters[1] + draw.age)
    silent, v = exp(-shape * log1p(z)), z / (1 + z)
    return silent, silent * hyp2f1(shape, c, a + c, v), silent * hyp2f1(shape, c, a + c - 1, v)


def geometric_sums_k(draw, shape, c, waiting):
    """Over n, the Erlang steps since the last purchase; fewer than k of them fell in the gap up to the end."""
    alpha, a = draw.parameters[1:3]
    k, age, t = draw.k, draw.age, draw.t
    v, odds = t / (alpha + age + t), (age - draw.t_x) / t
    tiny = mpf(10) ** (-mp.dps - 5)
    silent, after, count = mpf(0), mpf(0), mpf(0)
    step = exp(shape * log((alpha + age) / (alpha + age + t))) / waiting
    keep, keep_less, n = mpf(1), mpf(1), 0
    while True:
        choose, split = mpf(1), mpf(0)
        for j in range(min(k, n + 1)):
            split += choose
            choose *= odds * (n - j) / (j + 1)
        term = step * split
        if n < k:
            silent += term
        after += term * keep
        count += term * keep_less
        step *= (shape + n) / (n + 1) * v
        n += 1
        if n % k == 0:
            y = n // k - 1
            keep *= (c + y) / (a + c + y)
            keep_less *= (c + y) / (a + c - 1 + y)
        if n > 40 and n % 10 == 0:
            # A bound of all later ratios of terms: of the steps, of the ways to split them, of keep_less.
            bound = max((shape + n) / (n + 1), mpf(1)) * v * (1 + mpf(k - 1) / (n - k + 2))
            bound *= max((c + n // k) / (a + c - 1 + n // k), mpf(1))
            if bound < 1:
                left = term / (1 - bound)
                if left * keep < tiny * after and abs(left * keep_less) < tiny * abs(count):
                    return silent, after, count


def beta_geometric_check(draw):
    """The predictions as means over p, by adaptive quadrature in logit p (Y by its generating function)."""
    mp.dps = 150
    r, alpha, a, b = draw.parameters
    k, m, x, t_x, age, t = draw.k, draw.m, draw.x, draw.t_x, draw.age, draw.t
    shape, c, z = r + k * x, b + x + m, t / (alpha + age)
    weights = [rf(shape, j) / mp.factorial(j) * ((age - t_x) / (alpha + age)) ** j for j in range(k)]
    total = sum(weights)
    weights = [w / total for w in weights]
    turns = [mp.expjpi(mpf(2 * i) / k) for i in range(k)]
    scale = ln_beta(a, c)

    def integrand(u):
        p, q = 1 / (1 + exp(-u)), 1 / (1 + exp(u))
        if k == 1:
            ln_stay = -shape * log1p(p * z)
            stay, gone = exp(ln_stay), -expm1(ln_stay)
        else:
            # E[q^floor((j + M) / k)], M the Erlang steps within t, split by remainder with roots of unity.
            root, stay = exp(log(q) / k), mpf(0)
            for i, turn in enumerate(turns[:k // 2 + 1]):
                base = 1 + z * (1 - root * turn)
                power = exp(-shape * log(base))
                inner = mpc(0)
                for j in range(k):
                    powers = sum((root * turn) ** (j - rest) for rest in range(k))
                    inner += weights[j] * power * powers / base ** j
                stay += (1 if i == 0 or 2 * i == k else 2) * mp.re(inner) / k
            gone = 1 - stay
        density = exp(a * log(p) + c * log(q) - scale)
        return density * stay, density * gone / p

    # Outside (low, high) the integrand is an exponential function of u to 30 digits.
    low, high = mpf(-105), mpf(165)
    rule = gauss_legendre(24)

    def piece(left, right):
        one, two = mpf(0), mpf(0)
        for y, w in rule:
            first, second = integrand(left + (right - left) * y)
            one, two = one + w * first, two + w * second
        return one * (right - left), two * (right - left)

    heap, sums, errors, serial = [], [mpf(0), mpf(0)], [mpf(0), mpf(0)], 0

    def push(left, right, whole):
        nonlocal serial
        middle = (left + right) / 2
        halves = piece(left, middle), piece(middle, right)
        both = [halves[0][i] + halves[1][i] for i in (0, 1)]
        off = [abs(both[i] - whole[i]) for i in (0, 1)]
        serial += 1
        for i in (0, 1):
            sums[i] += both[i]
            errors[i] += off[i]
        worst = max(off[i] / best[i] if best[i] else mpf(0) for i in (0, 1))
        heapq.heappush(heap, (-worst, serial, left, middle, right, halves, both, off))

    best = [mpf(0), mpf(0)]
    edges = [low + (high - low) * i / 20 for i in range(21)]
    wholes = [piece(*ends) for ends in zip(edges, edges[1:])]
    best = [sum(whole[i] for whole in wholes) for i in (0, 1)]
    for ends, whole in zip(zip(edges, edges[1:]), wholes):
        push(*ends, whole)
    for turn in range(1500):
        if all(errors[i] <= mpf(10) ** -23 * sums[i] for i in (0, 1)):
            break
        if turn % 4 == 0:
            # What was thought the total may have grown by orders of magnitude: rank the pieces anew.
            entries = [(-max(e[7][i] / sums[i] for i in (0, 1)), *e[1:]) for e in heap]
            heap[:] = entries
            heapq.heapify(heap)
            errors[:] = [sum(e[7][i] for e in heap) for i in (0, 1)]
            sums[:] = [sum(e[6][i] for e in heap) for i in (0, 1)]
        best = list(sums)
        _, _, left, middle, right, halves, both, off = heapq.heappop(heap)
        for i in (0, 1):
            sums[i] -= both[i]
            errors[i] -= off[i]
        push(left, middle, halves[0])
        push(middle, right, halves[1])
    else:
        raise AssertionError("quadrature over p does not settle")
    ends = integrand(low), integrand(high)
    after, bought = (sum(e[6][i] for e in heap) + ends[0][i] / a + ends[1][i] / c for i in (0, 1))

    dead = exp(log(a / (c - 1)) + shape * log((alpha + age) / (alpha + t_x))) / total if x + m > 0 else mpf(0)
    p_alive = 1 / (1 + dead)
    wait = sum(rf(shape, j) / mp.factorial(j) * (age + t - t_x) ** j / (alpha + age + t) ** j for j in range(k))
    silent = wait / total * exp(shape * log((alpha + age) / (alpha + age + t)))
    return {"p_alive": p_alive, "expected_purchases": p_alive * bought,
            "p_no_purchase": p_alive * (dead + silent), "p_alive_after": p_alive * after}


# Pareto/NBD --------------------------------------------------------------------------------------------------

def pareto_integral(shape, alpha, s, beta, left, right):
    """Int_left^right (alpha + y)^-shape (beta + y)^-(s + 1) dy by Gauss-Legendre on pieces where it is tame."""
    rule = gauss_legendre(int(0.8 * mp.dps) + 10)
    tiny = mpf(10) ** (-mp.dps - 5)

    def integrand(y):
        return exp(-shape * log(alpha + y) - (s + 1) * log(beta + y))

    total, at = mpf(0), left
    while at < right:
        fall = shape / (alpha + at) + (s + 1) / (beta + at)
        step = min(min(alpha, beta) + at, 24 / fall) / 2
        end = min(at + step, right)
        total += (end - at) * sum(w * integrand(at + (end - at) * y) for y, w in rule)
        at = end
        if integrand(at) * (right - at) < tiny * total:
            break
    return total


def pareto_integral_check(shape, alpha, s, beta, left, right):
    """The same as a difference of two integrals to infinity, each a 2F1(1, b; c; w)."""
    def beyond(y):
        if alpha >= beta:
            b, w, larger = shape, (alpha - beta) / (alpha + y), alpha + y
            front = exp(-shape * log(larger) - s * log(beta + y))
        else:
            b, w, larger = s + 1, (beta - alpha) / (beta + y), beta + y
            front = exp((1 - shape) * log(alpha + y) - (s + 1) * log(larger))
        return front * gauss_fraction(b, shape + s + 1, w) / (shape + s)
    return beyond(left) - beyond(right)


def gauss_fraction(b, c, w):
    """2F1(1, b; c; w) by Gauss's continued fraction (modified Lentz)."""
    if w == 0:
        return mpf(1)
    tiny = mpf(10) ** (-mp.dps)
    value, up, down = mpf(1), mpf(1), mpf(0)
    n = 0
    # 1 / (1 - d_1 w / (1 - d_2 w / (1 - ...)))
    while True:
        i = n // 2
        if n % 2 == 0:
            d = (b + i) * (c - 1 + i) / ((c - 1 + n) * (c + n)) if n else b / c
        else:
            d = (i + 1) * (c - b + i) / ((c - 1 + n) * (c + n))
        down = 1 / (1 - d * w * down)
        up = 1 - d * w / up
        change = up * down
        value *= change
        n += 1
        if abs(change - 1) < tiny * sqrt(1 - w):
            return 1 / value
        if n > 3_000_000:
            raise AssertionError("Gauss's fraction does not settle")


def pareto(draw, integral=pareto_integral):
    r, alpha, s, beta = draw.parameters
    x, t_x, age, t = draw.x, draw.t_x, draw.age, draw.t
    shape, at, bt = r + x, alpha + age, beta + age
    alive = exp(-shape * log(at) - s * log(bt))
    total = alive + s * integral(shape, alpha, s, beta, t_x, age)
    ll = loggamma(shape) - loggamma(r) + r * log(alpha) + s * log(beta) + log(total)
    p_alive = alive / total
    stay = (bt / (bt + t)) ** s
    bought = shape / at * bt / (s - 1) * (1 - (bt / (bt + t)) ** (s - 1))
    silent = (at / (at + t)) ** shape * stay + s * integral(shape, at, s, bt, mpf(0), t) / alive
    return [ll, p_alive, p_alive * bought, 1 - p_alive + p_alive * silent, p_alive * stay]


def pareto_check(draw):
    mp.dps = 120
    return dict(zip(COLUMNS, pareto(draw, pareto_integral_check)))


# BG/BB -------------------------------------------------------------------------------------------------------

def bg_bb(draw):
    alpha, beta, gamma, delta = draw.parameters
    x, t_x, n, t = draw.x, int(draw.t_x), int(draw.age), int(draw.t)
    start = ln_beta(alpha, beta) + ln_beta(gamma, delta)
    alive = exp(ln_beta(alpha + x, beta + n - x) + ln_beta(gamma, delta + n) - start)
    gone = sum(exp(ln_beta(alpha + x, beta + t_x - x + i) + ln_beta(gamma + 1, delta + t_x + i) - start)
               for i in range(n - t_x))
    p_alive = alive / (alive + gone)
    # E[(1 - theta)^i] and E[(1 - p)^i] from here on.
    stay = [rising(delta + n, i) / rising(gamma + delta + n, i) for i in range(t + 1)]
    pass_by = [rising(beta + n - x, i) / rising(alpha + beta + n, i) for i in range(t + 1)]
    silent = stay[t] * pass_by[t] + sum((stay[i] - stay[i + 1]) * pass_by[i] for i in range(t))
    bought = (alpha + x) / (alpha + beta + n) * sum(stay[1:])
    return [log(alive + gone), p_alive, p_alive * bought, 1 - p_alive + p_alive * silent, p_alive * stay[t]]


def bg_bb_check(draw):
    """By products of plain fractions, opportunity after opportunity: no gamma function, no Bayes formula."""
    mp.dps = 120
    alpha, beta, gamma, delta = draw.parameters
    x, t_x, n, t = draw.x, int(draw.t_x), int(draw.age), int(draw.t)
    # Which opportunities of the first t_x were taken does not matter, save that the last one was.
    buys = [False] * (t_x - x) + [True] * x
    here, gone = mpf(1), mpf(0)
    won, lost, lived = alpha, beta, delta
    for i in range(n):
        silent_from_now = i >= t_x
        if silent_from_now:
            gone += here * gamma / (gamma + lived)
        here *= lived / (gamma + lived)
        lived += 1
        if not silent_from_now and buys[i]:
            here *= won / (won + lost)
            won += 1
        else:
            here *= lost / (won + lost)
            lost += 1
    total = here + gone
    after, silent, bought, mean = here / total, gone / total, mpf(0), won / (won + lost)
    quiet = here / total
    for _ in range(t):
        silent += quiet * gamma / (gamma + lived)
        quiet *= lived / (gamma + lived) * lost / (won + lost)
        after *= lived / (gamma + lived)
        bought += after * mean
        lived, lost = lived + 1, lost + 1
    return {"ln_likelihood": log(total), "p_alive": here / total, "expected_purchases": bought,
            "p_no_purchase": silent + quiet, "p_alive_after": after}


# Draws -------------------------------------------------------------------------------------------------------

FIGURES = {"nbd": nbd, "bg-nbd": beta_geometric, "mbg-nbd": beta_geometric, "pareto-nbd": pareto,
           "bg-cnbd": beta_geometric, "mbg-cnbd": beta_geometric, "bg-bb": bg_bb}
CHECKS = {"bg-nbd": beta_geometric_check, "mbg-nbd": beta_geometric_check, "pareto-nbd": pareto_check,
          "bg-cnbd": beta_geometric_check, "mbg-cnbd": beta_geometric_check, "bg-bb": bg_bb_check}


class Draw:
    """One customer: floats as the file holds them; `exact` turns them to mpf, digit by digit the same."""

    def __init__(self, model, k, parameters, x, t_x, age, t):
        self.model, self.k, self.m, self.x = model, k, int(model.startswith("mbg")), x
        self.written = [*parameters, x, t_x, age, t]
        self.parameters = [mpf(value) for value in parameters]
        self.t_x, self.age, self.t = mpf(t_x), mpf(age), mpf(t)


def log_uniform(rng, low, high):
    return low * (high / low) ** rng.random()


def whole(rng, low, high):
    return min(high, int(log_uniform(rng, low, high + 1)))


def draw_purchases(model, index):
    rng = random.Random(SEED * 10_000_000 + [name for name, _ in MODELS].index(model) * 100_000 + index)
    everyday = index % 3 == 0
    parameters = [log_uniform(rng, .05, 50.0) if everyday else log_uniform(rng, 1e-3, 1e5)
                  for _ in range(2 if model == "nbd" else 4)]
    k = 2 + index // 3 % 3 if "cnbd" in model else 1
    none = rng.random() < .25
    if model == "bg-bb":
        n = rng.randint(61, 300) if rng.random() < .06 else whole(rng, 1, 60)
        x = 0 if none else whole(rng, 1, n)
        t_x = 0 if none else n if rng.random() < .2 else rng.randint(x, n)
        return Draw(model, k, parameters, x, float(t_x), float(n), float(whole(rng, 1, 50)))
    x = 0 if none else whole(rng, 1, 100_000)
    age = log_uniform(rng, .1, 1e4)
    kind, u = rng.random(), rng.random()
    # Anywhere; close to the end; at the end; close to the start.
    t_x = age * (u if kind < .4 else 1 - 10 ** (-6 * u) if kind < .75 else 1 if kind < .88 else 10 ** (-6 * u))
    t_x = 0.0 if none else max(min(t_x, age), age * 1e-9)
    t = age * log_uniform(rng, .01, 10.0)
    if "cnbd" in model:
        # The sum over Erlang steps is long as their number: some ten thousand at most.
        t = min(t, 1e4 * (parameters[1] + age) / (parameters[0] + k * x))
    return Draw(model, k, parameters, x, t_x, age, t)


def text(value):
    """17 digits; the natural log instead, marked, of what a double could not hold."""
    if 0 < value < mpf(10) ** -300:
        with mp.workdps(40):
            return "ln:" + nstr(log(value), 17)
    return nstr(value, 17)


def purchases(model, index, check):
    draw = draw_purchases(model, index)
    values = agreed(lambda: FIGURES[model](draw))
    ll, p_alive, expected, silent, after = values
    mp.dps = 60
    assert all(0 <= value <= 1 for value in (p_alive, silent, after)) and expected >= 0, draw.written
    assert after <= p_alive and 1 - silent <= min(p_alive, expected) * (1 + CLOSE) + CLOSE ** 2, draw.written
    if check and model in CHECKS:
        for name, value in CHECKS[model](draw).items():
            mp.dps = 60
            ours = values[COLUMNS.index(name)]
            assert close(ours, value), (model, index, name, nstr(ours, 30), nstr(value, 30), draw.written)
    *parameters, x, t_x, age, t = draw.written
    parameters = [repr(value) for value in parameters] + [""] * (4 - len(parameters))
    return [model, draw.k if "cnbd" in model else "", *parameters, x, repr(t_x), repr(age), repr(t),
            *(text(value) for value in values)]


def spend(index):
    rng = random.Random(SEED * 10_000_000 + 9_000_000 + index)
    low, high = (.05, 50.0) if index % 3 == 0 else (1e-3, 1e5)
    while True:
        p, q, v = (log_uniform(rng, low, high) for _ in range(3))
        x = whole(rng, 1, 100_000)
        if p * x + q > 1.001:
            break
    mean = log_uniform(rng, .01, 1e5)
    written = [repr(p), repr(q), repr(v), x, repr(mean)]
    p, q, v, mean = mpf(p), mpf(q), mpf(v), mpf(mean)

    def figures():
        ll = (loggamma(p * x + q) - loggamma(p * x) - loggamma(q) + q * log(v) + (p * x - 1) * log(mean)
              + p * x * log(mpf(x)) - (p * x + q) * log(v + x * mean))
        return [ll, (v + x * mean) * p / (p * x + q - 1)]

    return written + [text(value) for value in agreed(figures)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="take every STEP-th draw only")
    parser.add_argument("--check", type=int, default=5, help="check every CHECK-th twice (0: none)")
    parser.add_argument("--models", default="", help="comma-separated, all by default")
    parser.add_argument("--out", default="purchase_model_draws.csv")
    options = parser.parse_args()
    with open(options.out, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["model", "k", "p1", "p2", "p3", "p4", "x", "t_x", "age", "t", *COLUMNS])
        for model, count in MODELS:
            if options.models and model not in options.models.split(","):
                continue
            began, slowest = time.time(), (0, 0)
            for index in range(0, count, options.step):
                start = time.time()
                check = options.check and index // options.step % options.check == 0
                out.writerow(purchases(model, index, check))
                slowest = max(slowest, (time.time() - start, index))
            print(f"{model}: {time.time() - began:.0f} s, slowest {slowest}", file=sys.stderr, flush=True)
    if options.models:
        return
    with open("gamma_gamma_draws.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["p", "q", "v", "x", "mean", "ln_likelihood", "expected_spend"])
        for index in range(200):
            out.writerow(spend(index))


if __name__ == "__main__":
    main()
