"""Money and measures as rows of a ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst

from citysynergy.web.parts import Text, record_text
from citysynergy.web.words import figure, money, partial_words


@dataclass(frozen=True)
class MoneyRow:
    """One amount."""

    role: str
    source: str
    amount: str
    network: bool


@dataclass(frozen=True)
class MoneyTable:
    """Amounts, and the total of own shares in each currency: other roles would count a shared project twice."""

    rows: list[MoneyRow]
    totals: list[str]


@dataclass(frozen=True)
class IndicatorRow:
    """One figure by which success is measured."""

    name: Text
    unit: str
    baseline: str
    value: str
    date: str
    source: str


@dataclass(frozen=True)
class IndicatorTable:
    """Figures below each other. Whether any of them was known at the start: else that column would stay empty."""

    rows: list[IndicatorRow]

    @property
    def has_baselines(self) -> bool:
        """Whether there is something to say in the column of the start."""
        return any(row.baseline for row in self.rows)


def money_table(rows: Iterable[Any]) -> MoneyTable | None:
    """The table for rows that the reader may see; None without rows."""
    found, totals = [], dict[str, Decimal]()
    shares = 0
    for row in rows:
        amount = money(row.amount, row.currency)
        found.append(MoneyRow(capfirst(row.get_role_display()), row.source, amount, row.audience == "network"))
        if row.role == "own-share" and row.amount is not None:
            totals[row.currency] = totals.get(row.currency, Decimal(0)) + row.amount
            shares += 1
    if not found:
        return None
    # A total of one row only repeats it.
    return MoneyTable(found, [money(total, currency) for currency, total in totals.items()] if shares > 1 else [])


def indicator_table(rows: Iterable[Any]) -> IndicatorTable | None:
    """The figures of a case; None without any."""
    found = [
        IndicatorRow(
            record_text(row.name),
            row.unit,
            figure(row.baseline),
            figure(row.value),
            partial_words(row.date),
            row.source,
        )
        for row in rows
    ]
    return IndicatorTable(found) if found else None
