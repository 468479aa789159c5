"""A hand-over is read by the offices that send and receive it, and by who reads the whole country."""

from django.test import Client
from django.urls import reverse

from registry.casework.models import Transfer


def test_a_third_office_sees_no_hand_over_of_two_others(cast: dict[str, Client], rows: dict[str, int]) -> None:
    row = Transfer.objects.get(pk=rows["transfer_draft"])
    assert row.from_region == "17"
    for to_region, sees in (("08", True), ("20", False)):
        Transfer.objects.filter(pk=row.pk).update(to_region=to_region)
        page = cast["other_officer"].get(reverse("casework:transfer", args=[row.pk]))
        assert page.status_code == (200 if sees else 403)
        listed = cast["other_officer"].get(reverse("casework:transfers")).content.decode()
        assert (row.number in listed) == sees
        for who in ("officer", "ministry"):
            assert cast[who].get(reverse("casework:transfer", args=[row.pk])).status_code == 200
            assert row.number in cast[who].get(reverse("casework:transfers")).content.decode()
