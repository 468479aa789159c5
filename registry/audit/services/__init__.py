"""Writing events and sealing them."""

from registry.audit.services.events import Actor, Change, event_record
from registry.audit.services.reads import export_record
from registry.audit.services.seals import events_seal, verify

__all__ = ["Actor", "Change", "event_record", "events_seal", "export_record", "verify"]
