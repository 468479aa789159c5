"""What of a subscription is refused, and why: its address, its area, its words."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.notices.choices import Channel, Frequency
from registry.notices.services.gateways.base import GatewayError
from registry.notices.services.gateways.outside import checked_address, url_fault

MOST_VERTICES = 10_000


@dataclass(frozen=True, slots=True)
class SubscriptionData:
    """A subscription as a door received it; `area` in EPSG:4326, None for the whole country."""

    name: str
    to: str
    channel: str = Channel.WEBHOOK
    kinds: tuple[str, ...] = ()
    area: GEOSGeometry | None = None
    frequency: str = Frequency.AT_ONCE
    language: str = "es"


def checked(data: SubscriptionData) -> dict[str, object]:
    if not data.name.strip():
        raise DomainError(_("Give the subscription a name."), field="name", code="name_missing")
    if data.frequency not in Frequency.values:
        raise DomainError(
            _("The frequency is one of: %(known)s.") % {"known": ", ".join(Frequency.values)}, field="frequency"
        )
    check_address(data.channel, data.to)
    return {
        "name": data.name.strip()[:120], "to": data.to, "channel": data.channel, "kinds": sorted(set(data.kinds)),
        "area": _area(data.area), "frequency": data.frequency, "language": data.language,
    }  # fmt: skip


def check_address(channel: str, to: str) -> None:
    if channel == Channel.MAIL:
        try:
            validate_email(to)
        except ValidationError as error:
            raise DomainError(" ".join(error.messages), field="to", code="address_refused") from error
        return
    if channel != Channel.WEBHOOK:
        raise DomainError(_("The way is webhook or mail."), field="channel", code="channel")
    fault = url_fault(to)
    if not fault:
        try:
            parts = urlsplit(to)
            checked_address(str(parts.hostname), parts.port or 443)
        except GatewayError as error:
            fault = str(error)
    if fault:
        raise DomainError(
            _("This address cannot be used for a webhook: %(why)s.") % {"why": fault},
            field="to",
            code="address_refused",
        )


def _area(area: GEOSGeometry | None) -> MultiPolygon | None:
    if area is None:
        return None
    shape = MultiPolygon(area, srid=4326) if isinstance(area, Polygon) else area
    if not isinstance(shape, MultiPolygon) or shape.empty:
        raise DomainError(_("The area has to be a polygon or several."), field="area", code="area_form")
    if shape.num_coords > MOST_VERTICES:
        raise DomainError(
            _("The area has %(count)d vertices; at most %(most)d are taken. Simplify it.")
            % {"count": shape.num_coords, "most": MOST_VERTICES},
            field="area",
            code="area_too_long",
        )
    if not shape.valid:
        raise DomainError(
            _("The area crosses itself: %(why)s. Draw it anew.") % {"why": shape.valid_reason}, field="area",
            code="area_crossing",
        )  # fmt: skip
    west, south, east, north = shape.extent
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise DomainError(
            _("The area lies outside the world: give longitude, then latitude, in degrees."), field="area",
            code="area_outside",
        )  # fmt: skip
    return shape
