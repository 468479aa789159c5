"""`GET /api/v1/consequences/`: what lying on each kind of land means by the law in force today, with its article.

The overlaps name their kind of land; this says what the kind asks for, so that an enacted version of the law is told
at once and no stored row has to change.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.schema import PublicSchema
from registry.api.views import PublicView
from registry.rules.engine.consequences import Consequence
from registry.territory.models import LayerKind
from registry.territory.services.consequences import law_on

_TEXT = {"type": "string"}
_ROW = {
    "type": "object",
    "properties": {
        "layer_kind": _TEXT, "kind_name": {"type": ["string", "null"]}, "effect": _TEXT,
        "opinion_of": {"type": ["string", "null"]}, "instrument": _TEXT, "article": _TEXT,
        "evidence": {"type": "array", "items": _TEXT},
        "older_than": {"type": ["string", "null"], "description": "Against which day the right's filing is held."},
    },
}  # fmt: skip


class ConsequencesSchema(PublicSchema):
    """One list without parameters."""

    def get_operation_id(self) -> str:
        """Name the operation."""
        return "listConsequences"

    def get_tags(self) -> list[str]:
        """Beside the law."""
        return ["Law"]

    def get_description(self) -> str:  # type: ignore[override]
        """Say what it holds."""
        return (
            "What an overlap with each kind of land means by the law in force today: `block`, `restricted`, "
            "`condition` (with whose opinion is asked) or `note`. Kinds between two footprints begin with `footprint:`."
        )

    def _answers(self) -> dict[Any, Any]:
        schema = {
            "type": "object",
            "required": ["law_version", "results"],
            "properties": {"law_version": _TEXT, "results": {"type": "array", "items": _ROW}},
        }
        said = OpenApiResponse(self._component("Consequences", schema), description="Every kind.")
        return {(200, "application/json"): said}


class ConsequencesView(PublicView):
    """Every kind with what it means."""

    schema = ConsequencesSchema()

    def get(self, _request: Request) -> Response:
        """Answer every kind of the pack in force."""
        self.check_parameters(frozenset())
        pack = law_on(timezone.localdate())
        language = "es" if (get_language() or "").startswith(("es", "qu")) else "en"
        names = dict(LayerKind.objects.values_list("code", "name_es" if language == "es" else "name"))
        rows = [_row(found, names, language) for found in pack.law.consequences.values()]
        return Response({"law_version": pack.version, "results": rows})


def _row(found: Consequence, names: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "layer_kind": found.kind, "kind_name": names.get(found.kind), "effect": found.effect,
        "opinion_of": found.opinion_of, "instrument": found.instrument, "article": found.article,
        "evidence": [text[language] for text in found.evidence], "older_than": found.older_than,
    }  # fmt: skip
