"""An open dispute about an act on the registration of region 17."""

from datetime import UTC, date, datetime

from registry.portal.models import Dispute


def more(known: dict[str, int]) -> dict[str, int]:
    """Its number."""
    dispute = Dispute.objects.create(
        person_id=known["person"], event_id=1, act_kind="casework.production.filed", act_by_key="user:1", ubigeo="170102",
        said="Invented.", is_private_act=True, is_frozen=True, opened_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
        due_on=date(2026, 12, 4),
    )  # fmt: skip
    return {"dispute": dispute.pk}
