"""A version of a land layer on its way into the register: what it says of itself, and its areas."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from registry.common.spatial.srids import WGS84
from registry.territory.choices import Publication, ShapeClass
from registry.territory.models import LayerKind


@dataclass(frozen=True, slots=True)
class LayerDraft:
    """What a layer version says of itself; `coverage` is a polygon in EPSG:4326, or `None`: it clears nowhere."""

    kind: LayerKind
    series: str
    source: str
    version: str
    published_on: date
    checksum: str
    shape_class: str = ShapeClass.POLYGON
    publisher: str = ""
    coverage: BaseGeometry | None = None
    coverage_text: str = ""
    fresh_until: date | None = None
    licence: str = ""
    publication: str = Publication.YES_NO
    accuracy_m: float = 0.0

    def values(self) -> dict[str, Any]:
        """The columns of the layer's row; without a licence only yes and no are given out."""
        values: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        if self.coverage is not None:
            coverage = MultiPolygon(list(shapely.get_parts(self.coverage)))
            values["coverage"] = GEOSGeometry(memoryview(coverage.wkb), srid=WGS84)
        if not self.licence and self.publication == Publication.FULL:
            values["publication"] = Publication.YES_NO
        return values


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """One area in EPSG:4326, valid (see `repair`), with what the source says of it."""

    shape: BaseGeometry
    external_id: str = ""
    name: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None
    party: Mapping[str, Any] = field(default_factory=dict)

    def checksum(self) -> str:
        """SHA-256 of shape, id and dates, by which equal areas of two versions are known."""
        said = json.dumps([self.external_id, str(self.valid_from), str(self.valid_until)]).encode()
        return hashlib.sha256(said + outline(self.shape)).hexdigest()

    def said(self) -> dict[str, Any]:
        """What the source says besides the shape, as the columns of an area hold it."""
        return {
            "external_id": self.external_id[:80], "name": self.name[:250], "valid_from": self.valid_from,
            "valid_until": self.valid_until, "attributes": _plain(self.attributes), "party": _plain(self.party),
        }  # fmt: skip


SAID = ("external_id", "name", "valid_from", "valid_until", "attributes", "party")


def outline(shape: BaseGeometry) -> bytes:
    """A shape as bytes that are equal for equal shapes, wherever their rings begin."""
    return bytes(shapely.to_wkb(shapely.normalize(shape), byte_order=1))


def _plain(values: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(dict(values), default=str)) if values else {}
