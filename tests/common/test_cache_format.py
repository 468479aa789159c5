"""What lies in the shared cache is numbers, bytes and JSON: a pickle put there by somebody else runs nothing."""

import pickle
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache, caches

from registry.common.cache_format import PlainSerializer


@pytest.mark.parametrize(
    "value", [0, 7, -3, 1.5, True, False, None, "", "12", "ñ", [1.5, 2.5], {"a": [1]}, b"", b"12", b"\x00\xff", [[], None]]
)  # fmt: skip
def test_values_come_back_as_they_were(value: Any) -> None:
    stored = PlainSerializer().dumps(value)
    back = PlainSerializer().loads(stored if isinstance(stored, bytes) else str(stored).encode())
    assert back == value
    assert type(back) is type(value)


class Evil:
    """Writes a file when it is unpickled."""

    def __reduce__(self) -> Any:
        return (Path.touch, (Path("/tmp/unpickled-by-the-cache"),))


def test_a_pickle_in_the_cache_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        PlainSerializer().loads(pickle.dumps(Evil()))
    assert not Path("/tmp/unpickled-by-the-cache").exists()
    with pytest.raises(TypeError):
        PlainSerializer().dumps({1, 2})


def test_the_shared_cache_uses_it() -> None:
    assert django_settings.CACHES["default"]["OPTIONS"]["serializer"] == "registry.common.cache_format.PlainSerializer"
    cache.set("plain-format", [1, "a"], 30)
    raw = caches["default"]._cache.get_client("x").get(caches["default"].make_key("plain-format"))
    assert raw == b'j[1, "a"]'
    cache.set("plain-count", 1, 30)
    assert cache.incr("plain-count") == 2
