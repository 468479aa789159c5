"""The dozen lines of docs/api.md: an organization reads overlaps, page by page, into a GeoDataFrame."""

import json

import geopandas


def test_overlaps_become_a_geodataframe_page_by_page(client, ground):
    features = []
    address = "/api/v1/overlaps/?layer_kind=buffer_zone&edge_noise=false&format=geojson&page_size=1"
    while address:
        page = json.loads(client.get(address).content)
        features += page["features"]
        address = page["next"]
    overlaps = geopandas.GeoDataFrame.from_features(features, crs="EPSG:4326")
    assert len(overlaps) == 2
    assert overlaps.groupby("area_name")["hectares"].sum().to_dict() == {"Secret full 1": 25.0, "Secret full 2": 25.0}
    expected = ground.titled.footprint.geom
    assert overlaps.geometry.iloc[0].area > 0
    assert abs(overlaps.total_bounds[0] - expected.extent[0]) < 1e-7
