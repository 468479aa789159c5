"""A certificate of registration, or another paper on an entry, made from what the register holds on that day."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.identity import mask_number
from registry.common.moments import day_of
from registry.documents.choices import PaperKind
from registry.documents.models import Paper
from registry.documents.services import PaperDraft, paper_issue
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration
from registry.portal.choices.words import NOT_ALLOWED, STATE_WORDS

BASIS = "DS 001-2020-EM, arts. 2, 7"


def certificate_issue(
    *, registration: Registration, office: str, language: str, by: Actor, at: datetime, source: Random | None = None
) -> Paper:
    """Issue a certificate that tells the state of an entry on this day, and what that does not allow.

    Raises:
        DomainError: no source tells the state, or nobody is known to be registered.
    """
    who = registration.registrant
    if registration.state == RegistrationState.UNKNOWN or who is None:
        raise DomainError(
            _("The register does not know the state or the holder of this entry. Establish them first."),
            code="state_unknown",
        )
    # No Quechua frame yet: its papers are Spanish, and say so by their language.
    language = "es" if language == "qu" else language
    with translation.override(language):
        draft = PaperDraft(
            kind=PaperKind.REGISTRATION_CERTIFICATE, office=office, subject_kind="formalization.registration",
            subject_id=registration.pk, title=_("Certificate of registration"), language=language,
            ubigeo=registration.ubigeo, addressee=str(who), facts=_facts(registration, at),
            paragraphs=[str(sentence) for sentence in STATE_WORDS[registration.state].checked],
            limits=[str(sentence) for sentence in NOT_ALLOWED[1:]], basis=BASIS,
        )  # fmt: skip
    return paper_issue(draft=draft, by=by, at=at, source=source)


def paper_on_entry_issue(  # noqa: PLR0913 - a paper has this many sides
    *, registration: Registration, kind: str, office: str, title: str, paragraphs: Sequence[str], basis: str,
    language: str, by: Actor, at: datetime,
) -> Paper:  # fmt: skip
    """Issue a resolution, notice or observation letter on an entry with an officer's own text."""
    if kind == PaperKind.REGISTRATION_CERTIFICATE:
        return certificate_issue(registration=registration, office=office, language=language, by=by, at=at)
    with translation.override(language):
        draft = PaperDraft(
            kind=kind, office=office, subject_kind="formalization.registration", subject_id=registration.pk,
            title=title, language=language, ubigeo=registration.ubigeo,
            addressee=str(registration.registrant or ""), facts=_facts(registration, at)[:2], paragraphs=paragraphs,
            basis=basis,
        )  # fmt: skip
    return paper_issue(draft=draft, by=by, at=at)


def _facts(registration: Registration, at: datetime) -> list[tuple[str, str]]:
    person, group, right = registration.person, registration.group, registration.right
    number = (person.document_number or person.ruc) if person else group.ruc if group else ""
    since = registration.state_since
    state = str(capfirst(registration.get_state_display()))
    name = (
        f"{right.code} {right.name}"
        if right
        else f"{registration.right_code_declared} {registration.right_name_declared}"
    )
    unknown = _("not known")
    return [
        (_("Code of the ministry"), registration.code),
        (_("Holder"), str(registration.registrant or unknown)),
        (_("Document"), mask_number(number) if person else number or unknown),
        (_("State on %(day)s") % {"day": date_format(day_of(at), "DATE_FORMAT")}, state),
        (_("In this state since"), date_format(since, "DATE_FORMAT") if since else unknown),
        (_("Activity"), str(capfirst(registration.get_activity_display())) or unknown),
        (_("Mining right declared"), name.strip() or unknown),
    ]
