"""How a view that reads no public list describes itself in OpenAPI."""

from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from registry.api.schema import PublicSchema, Schema


@dataclass(frozen=True)
class Described:
    """Name, group, sentence, parameters and answers of one operation."""

    operation: str
    tag: str
    says: str
    answer: Schema
    media: str = "application/json"
    component: str = ""
    parameters: dict[str, tuple[Schema, str]] = field(default_factory=dict)


class DescribedSchema(PublicSchema):
    """Reads the `described` of the view."""

    @property
    def described(self) -> Described:
        """What the view says of itself."""
        said: Described = self.view.described  # type: ignore[attr-defined] # the views of this schema have it
        return said

    def get_operation_id(self) -> str:
        """Its name."""
        return self.described.operation

    def get_tags(self) -> list[str]:
        """Its group."""
        return [self.described.tag]

    def get_description(self) -> str:  # type: ignore[override]
        """Its sentence."""
        return self.described.says

    def get_override_parameters(self) -> list[Any]:
        """Its parameters; it refuses all others."""
        return [
            OpenApiParameter(name, schema, description=says)
            for name, (schema, says) in self.described.parameters.items()
        ]

    def _answers(self) -> dict[Any, Any]:
        said = self.described
        answer = self._component(said.component, said.answer) if said.component else said.answer
        return {(200, said.media): answer}
