"""Searching names without accents and with slips of the pen, by the stored folded column and its trigram index."""

from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Q, QuerySet, TextField, Value

from registry.common.models import Fold

LEAST = 3


def by_name(rows: QuerySet[Any], text: str, *, column: str, others: Q | None = None) -> QuerySet[Any]:
    """Return the rows whose folded `column` resembles `text`, or that fulfil `others`, most alike first.

    Under three letters only a beginning is compared, for a trigram needs three.
    """
    folded = Fold(Value(text, output_field=TextField()))
    alike = (
        Q(**{f"{column}__trigram_word_similar": folded})
        if len(text) >= LEAST
        else Q(**{f"{column}__startswith": folded})
    )
    found: QuerySet[Any] = (
        rows.annotate(likeness=TrigramWordSimilarity(folded, F(column)))  # type: ignore[arg-type] # an expression serves as well
        .filter(alike if others is None else alike | others)
        .order_by(F("likeness").desc(nulls_last=True), "pk")
    )
    return found
