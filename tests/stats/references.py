"""Reference values computed with R 4.2.2, as numbers by column.

poisson_interval, poisson_ratio, wilson, mcnemar: given with the design. Made with R beside them:

    poisson_change   x = n2 / (n1 + n2), t = k1 + k2; poisson.test(c(k2, k1), c(n2, n1)) for ratio,
                     limits and p_value; low = pbinom(k2, t, x),
                     high = pbinom(k2 - 1, t, x, lower.tail = FALSE), p_central = min(1, 2 * low,
                     2 * high), chance_of_false_clearance = low,
                     probability_fell = pbeta(x, k2 + .5, k1 + .5)
    trend            m = glm(k ~ months, poisson, offset = log(n)); summary(m), confint.default(m),
                     likelihood_ratio = m$null.deviance - m$deviance
    gamma_rates      400 samplings; m = MASS::glm.nb(k ~ 1 + offset(log(n))); mean = exp(coef(m)),
                     shape = m$theta
"""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "reference"


def text_rows(name):
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows(name):
    return [{column: float(text) for column, text in row.items()} for row in text_rows(name)]
