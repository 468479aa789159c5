"""The gateway of a register without a provider: each message is a file under REGISTRY_VAR/outbox/<channel>."""

import json
import os
from pathlib import Path

from django.conf import settings

from registry.notices.services.gateways.base import Outgoing


class FileGateway:
    """Writes `<id>.json`, readable by the owner only; the same message again replaces its file."""

    def send(self, message: Outgoing) -> None:
        """Write the file whole or not at all."""
        folder = Path(settings.REGISTRY_VAR, "outbox", message.channel)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = {
            "id": message.id, "to": message.to, "title": message.title, "text": message.text,
            "language": message.language, "at": message.at.isoformat(),
        }  # fmt: skip
        fresh = folder / f".{message.id}.new"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=2)
        fresh.replace(folder / f"{message.id}.json")
