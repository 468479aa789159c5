"""What each kind of land means, for programs: from the law in force."""

import pytest

from registry.territory.models import LayerKind

pytestmark = pytest.mark.django_db


def test_every_measured_kind_is_explained(client, settings):
    settings.SECURE_SSL_REDIRECT = False
    answer = client.get("/api/v1/consequences/", headers={"accept-language": "en"}).json()
    rows = {row["layer_kind"]: row for row in answer["results"]}
    assert set(LayerKind.objects.filter(is_measured=True).values_list("code", flat=True)) <= set(rows)
    buffer = rows["buffer_zone"]
    assert (buffer["effect"], buffer["opinion_of"], buffer["article"]) == ("condition", "SERNANP", "art. 12.1")
    assert rows["community_land_claimed"]["effect"] == "note"
    assert answer["law_version"]
