"""Files, steps, acts and their service, clocks, requests, duties, offices, the desk."""

from registry.casework.models.acts import Act, Challenge, ServiceRecord
from registry.casework.models.bulks import Bulk, BulkLine
from registry.casework.models.clocks import ClockPause, RunningClock, SuspendedPeriod
from registry.casework.models.desk import Draft, SavedSearch
from registry.casework.models.duties import LocationDeclaration, ProductionDeclaration
from registry.casework.models.exchange import Message, Note, Observation, Opinion
from registry.casework.models.files import AskedDocument, CaseFile, StepRecord, Turn
from registry.casework.models.offices import Absence, Assignment, Conflict, Transfer, TransferItem
from registry.casework.models.requests import ChangeOfRight, Lifting, Opposition, Succession

__all__ = [
    "Absence", "Act", "AskedDocument", "Assignment", "Bulk", "BulkLine", "CaseFile", "Challenge", "ChangeOfRight",
    "ClockPause", "Conflict", "Draft", "Lifting", "LocationDeclaration", "Message", "Note", "Observation", "Opinion",
    "Opposition", "ProductionDeclaration", "RunningClock", "SavedSearch", "ServiceRecord", "StepRecord",
    "Succession", "SuspendedPeriod", "Transfer", "TransferItem", "Turn",
]  # fmt: skip
