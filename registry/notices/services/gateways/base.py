"""What every gateway takes and how it fails."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way; sending it twice under the same `id` must do no harm.

    Attributes:
        secret: signing secret of a webhook, else empty.
        at: the moment of this try.
    """

    id: str
    channel: str
    to: str
    title: str
    text: str
    language: str
    at: datetime
    secret: str = ""


class GatewayError(Exception):
    """The message was not taken.

    Args:
        message: why, without the address and without anything personal.
        is_final: whether trying again cannot help.
    """

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        """Keep the reason."""
        super().__init__(message)
        self.is_final = is_final


class Gateway(Protocol):
    """A way out."""

    def send(self, message: Outgoing) -> None:
        """Hand the message over. Raises: GatewayError where it was not taken."""
