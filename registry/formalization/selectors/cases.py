"""The cases of a pack: judged situations that a version of the law is held to before it is put in force.

Those of the product are shipped with the pack. A draft brings its own where the law changes what is answered: by their
id they replace the shipped ones, so that a changed answer is always somebody's word and never an accident.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.formalization.models import PackVersion
from registry.rules.catalogue import PACKS_DIR, pack_from_files
from registry.rules.engine.errors import RulesError
from registry.rules.engine.pack import Pack

AXES = ("category", "scale", "legal_status")
AT_MOST = 2_000
Case = Mapping[str, Any]


@cache
def shipped_cases(jurisdiction: str) -> tuple[Case, ...]:
    """Return the cases delivered with the pack; none where it has none."""
    files = sorted((PACKS_DIR / jurisdiction.lower() / "cases").glob("*.json"))
    return tuple(case for file in files for case in json.loads(file.read_text("utf-8"), parse_float=Decimal))


def cases_read(text: str) -> list[dict[str, Any]]:
    """Return the cases of a file that a draft brings: a list of `{id, facts, expected}`.

    Raises:
        DomainError: it is no such list; the sentence names the place.
    """
    try:
        cases = json.loads(text) if text.strip() else []
    except ValueError as error:
        raise _refused(_("The file of cases is not JSON: %(why)s") % {"why": error}) from error
    if not isinstance(cases, list) or len(cases) > AT_MOST:
        raise _refused(_("A file of cases is a list of at most %(most)s cases.") % {"most": AT_MOST})
    for number, case in enumerate(cases, 1):
        if not isinstance(case, dict) or not case.get("id") or not isinstance(case.get("facts"), dict):
            raise _refused(_("Case %(number)s needs an id and its facts.") % {"number": number})
        if not isinstance(case.get("expected"), dict) or not set(AXES) <= case["expected"].keys():
            raise _refused(
                _("Case %(id)s needs what is expected: category, scale and legal_status.") % {"id": case["id"]}
            )
    return cases


def _refused(sentence: str) -> DomainError:
    return DomainError(sentence, field="cases", code="cases_unsound")


def cases_of(jurisdiction: str, brought: Sequence[Case]) -> list[Case]:
    """Return the cases a draft is held to: the shipped ones, with those it brings in their place or beside them."""
    by_id = {str(case["id"]): case for case in (*shipped_cases(jurisdiction), *brought)}
    return list(by_id.values())


def cases_judged(pack: Pack[Any], cases: Sequence[Case]) -> list[dict[str, str]]:
    """Return the cases that the pack answers otherwise: `{id, expected, answered}`; an error is an answer."""
    differing = []
    for case in cases:
        expected = _plain(case["expected"])
        try:
            answer = pack.assess(pack.facts_from_json(case["facts"]))
            answered = "/".join(getattr(answer, axis) for axis in AXES)
        except RulesError as error:
            answered = str(error)
        if answered != expected:
            differing.append({"id": str(case["id"]), "expected": expected, "answered": answered})
    return differing


def draft_differences(draft: PackVersion) -> list[dict[str, str]]:
    """Return the cases that a draft answers otherwise than stated; it is not enacted while there are any.

    Raises:
        RulesError: the files of the draft are unsound.
    """
    return cases_judged(pack_from_files(draft.jurisdiction, draft.files), cases_of(draft.jurisdiction, draft.cases))


def _plain(expected: Mapping[str, Any]) -> str:
    return "/".join(str(expected[axis]) for axis in AXES)
