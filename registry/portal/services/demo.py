"""What the demo adds to the public side: offices, a few papers, a mandate and a dispute, all invented.

Written once, after the demo register itself; the codes come from a seed, so that a demo repeats itself.
"""

from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.documents.choices import PaperKind, PaperState
from registry.documents.models import Paper
from registry.documents.selectors import papers_of
from registry.documents.services import paper_withdraw
from registry.formalization.models import Registration
from registry.formalization.services.demo import EXAMPLE_CODE
from registry.places.services.offices import offices_write
from registry.portal.models import Dispute, Mandate
from registry.portal.services.certificates import certificate_issue, paper_on_entry_issue
from registry.portal.services.disputes import dispute_open
from registry.portal.services.mandates import MandateData, mandate_give

REGISTRATION = "formalization.registration"
SEED = 2027
OFFICES = (
    ("DEMO-DGFM", "Dirección General de Formalización Minera (demo)", "", True, "000 000 001"),
    ("DEMO-08", "Oficina de minería de Cusco (demo)", "08", False, "000 000 008"),
    ("DEMO-17", "Oficina de minería de Madre de Dios (demo)", "17", False, "000 000 017"),
    ("DEMO-20", "Oficina de minería de Piura (demo)", "20", False, "000 000 020"),
    ("DEMO-21", "Oficina de minería de Puno (demo)", "21", False, "000 000 021"),
)


def demo_public_side(*, by: Actor, at: datetime) -> str:
    """Write it where it is not there yet; returns the verification code of a paper worth a first look.

    Raises:
        DomainError: this is no demo register, or it is still empty.
    """
    if not settings.REGISTRY_DEMO:
        raise DomainError(_("This is not a demo register. Set REGISTRY_DEMO=1 for one."), code="not_a_demo")
    entry = Registration.objects.select_related("person", "group", "right").filter(code=EXAMPLE_CODE).first()
    if entry is None:
        raise DomainError(_("The demo register is still empty: run seed_demo first."), code="demo_empty")
    papers = papers_of(REGISTRATION, entry.pk).filter(kind=PaperKind.REGISTRATION_CERTIFICATE)
    first = papers.exclude(state=PaperState.WITHDRAWN).order_by("id").first()
    if first is not None:
        return first.code
    with transaction.atomic():
        _offices(by, at)
        code = _papers(entry, by, at)
        _in_her_name(entry, at)
    return code


def _offices(by: Actor, at: datetime) -> None:
    rows = [
        {
            "code": code, "name": name, "ubigeo": ubigeo, "is_deciding": is_deciding, "phone": phone,
            "address": "Jirón Inventado 100", "hours": "8:00-16:00", "checked_on": day_of(at),
        }
        for code, name, ubigeo, is_deciding, phone in OFFICES
    ]  # fmt: skip
    offices_write(rows=rows, source="demo", by=by, at=at)


def _papers(entry: Registration, by: Actor, at: datetime) -> str:
    random = Random(SEED)  # noqa: S311 - repeatable on purpose
    old = certificate_issue(
        registration=entry, office="DGFM", language="es", by=by, at=at - timedelta(days=90), source=random
    )
    shown = certificate_issue(registration=entry, office="DGFM", language="es", by=by, at=at, source=random)
    paper_withdraw(paper=old, reason_code="replaced", note="Demo: a newer certificate takes its place.", by=by, at=at)
    for state in ("suspended", "excluded", "in_force"):
        row = Registration.objects.select_related("person", "group", "right").filter(state=state, person__isnull=False)
        other = row.exclude(pk=entry.pk).order_by("code").first()
        if other is not None:
            certificate_issue(registration=other, office="DGFM", language="es", by=by, at=at, source=random)
    paper_on_entry_issue(
        registration=entry, kind=PaperKind.NOTICE, office="DGFM", title="Aviso sobre la declaración semestral",
        paragraphs=["Declare su producción cada semestre.", "El plazo del segundo semestre termina el 31 de enero."],
        basis="DS 001-2020-EM, art. 7", language="es", by=by, at=at,
    )  # fmt: skip
    Paper.objects.filter(pk=shown.pk).update(checks=3)
    return shown.code


def _in_her_name(entry: Registration, at: datetime) -> None:
    """A mandate of the example's person, and her dispute on it."""
    owner = entry.person
    if owner is None or Mandate.objects.filter(person=owner).exists():
        return
    me = Actor(f"person:{owner.pk}")
    data = MandateData(
        scopes=("read_status", "bring_documents"), until_on=day_of(at) + timedelta(days=180),
        helper_name="Ayuda Inventada", helper_document="00000001", helper_phone="000000901",
    )  # fmt: skip
    mandate_give(owner=owner, data=data, by=me, at=at)
    event = Event.objects.filter(kind="portal.mandate.given", subject_type="portal.mandate").order_by("-id").first()
    if event is not None and not Dispute.objects.exists():
        said = "Yo no di este mandato. (demo)"
        dispute_open(owner=owner, event_id=event.pk, said=said, by=me, at=at)
