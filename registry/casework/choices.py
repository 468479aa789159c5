"""Codes that the product itself sets in the procedure; steps, acts, clocks and causes are codes of the pack."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What a file is about."""

    FORMALISATION = "formalisation", _("formalisation, from declaration to authorisation")
    STATE = "state", _("state of the entry: suspension, exclusion, revocation")
    LIFTING = "lifting", _("lifting of a suspension")
    CHANGE_OF_RIGHT = "change_of_right", _("change of the declared right")
    SUCCESSION = "succession", _("succession")
    OPPOSITION = "opposition", _("opposition by a third party")
    LOCATION = "location", _("declaration of the real location")


class FileState(models.TextChoices):
    """Where a file stands."""

    OPEN = "open", _("open")
    DECIDED = "decided", _("decided")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ABANDONED = "abandoned", _("abandoned")


class Side(models.TextChoices):
    """Whose time it is."""

    AGENCY = "agency", _("the authority")
    APPLICANT = "applicant", _("the applicant")
    THIRD_PARTY = "third_party", _("a third party")


class ActState(models.TextChoices):
    """Where an act stands."""

    PROPOSED = "proposed", _("proposed, waiting for a second officer")
    STANDING = "standing", _("standing")
    REFUSED = "refused", _("refused by the second officer")
    ANNULLED = "annulled", _("annulled by the decision on a challenge")


class Channel(models.TextChoices):
    """How an act is served. E-mail and SMS are courtesy and no service."""

    PAPER = "paper", _("on paper")
    MAILBOX = "mailbox", _("electronic mailbox")
    PUBLICATION = "publication", _("publication")


class Addressee(models.TextChoices):
    """Who is served."""

    REGISTRANT = "registrant", _("the registrant")
    TITLE_OWNER = "title_owner", _("the holder of the concession")
    THIRD_PARTY = "third_party", _("a third party")


class ClockEnd(models.TextChoices):
    """Why a clock stopped for good."""

    RECEIVED = "received", _("what was due came in")
    DECIDED = "decided", _("the matter was decided")
    CANCELLED = "cancelled", _("no longer due")
    REPLACED = "replaced", _("replaced by another count")


class OpinionAnswer(models.TextChoices):
    """What an authority answers."""

    FAVOURABLE = "favourable", _("favourable")
    UNFAVOURABLE = "unfavourable", _("unfavourable")
    OBSERVED = "observed", _("with observations")


class Consent(models.TextChoices):
    """What the holder of the destination concession says."""

    GIVEN = "given", _("consent given")
    REFUSED = "refused", _("consent refused")
    SILENCE = "silence", _("no answer in time")


class Outcome(models.TextChoices):
    """How a request ends."""

    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SILENCE = "silence", _("refused by silence")


class OpponentKind(models.TextChoices):
    """Who may oppose."""

    CONCESSION_HOLDER = "concession_holder", _("holder of a concession")
    PROJECT_HOLDER = "project_holder", _("holder of a project")
    FORMALISED = "formalised_miner", _("formalised miner")
    REGISTERED = "registered_miner", _("registered miner")


class ChallengeKind(models.TextChoices):
    """Which challenge is filed."""

    RECONSIDERATION = "reconsideration", _("reconsideration")
    REVIEW = "review", _("review by the Consejo de Minería")


class ChallengeOutcome(models.TextChoices):
    """How a challenge ends."""

    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
    NOT_ADMITTED = "not_admitted", _("not admitted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class LocationResult(models.TextChoices):
    """What the verification of a declared place found."""

    MATCHES = "matches", _("the works are where they were declared")
    DIFFERS = "differs", _("the works are elsewhere")
    NO_WORKS = "no_works", _("no works were found")


class ConflictKind(models.TextChoices):
    """Why an officer must not act on a case."""

    OWN = "own", _("own registration")
    FAMILY = "family", _("registration of a family member")
    FORMER_EMPLOYER = "former_employer", _("former employer")
    OTHER = "other", _("another reason")


class TransferState(models.TextChoices):
    """Where a hand-over of files stands."""

    DRAFT = "draft", _("manifest being written")
    HANDED = "handed", _("handed over, arrival not confirmed")
    RECEIVED = "received", _("arrival confirmed by the other side")


class SuspendedKind(models.TextChoices):
    """Why days do not count."""

    SUSPENDED = "suspended", _("deadlines suspended by a norm")
    NON_WORKING = "non_working", _("days declared non-working")


class Direction(models.TextChoices):
    """Which way a message goes."""

    OUT = "out", _("to the applicant")
    IN = "in", _("from the applicant")


class BulkAction(models.TextChoices):
    """What can be done to many files at once."""

    MESSAGE = "message", _("write a message to the applicants")
    DOCUMENTS = "documents", _("ask for the documents of a step")
    FACT = "fact", _("ask for a missing fact")
    ASSIGN = "assign", _("give the files to an officer")
    LIST = "list", _("put the files on a list")
    CSV = "csv", _("take the files away as CSV")


class BulkState(models.TextChoices):
    """Where a work on many files stands."""

    PREPARED = "prepared", _("shown, not confirmed")
    RUNNING = "running", _("confirmed, under way")
    DONE = "done", _("done")


class LineState(models.TextChoices):
    """Where one file of it stands."""

    READY = "ready", _("will be done")
    CANNOT = "cannot", _("cannot be done")
    DONE = "done", _("done")
    FAILED = "failed", _("refused")
