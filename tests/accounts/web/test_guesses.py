"""What of passwords is refused for being guessed soon or known as leaked, and how they are kept."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, identify_hasher, make_password
from django.core.exceptions import ValidationError

from registry.accounts.models import User
from registry.accounts.web.passwords import LEAST, GuessablePassword, LeakedPassword, guesses, is_leaked

WORDS = "violet hammer thursday canoe"


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("password1234", False), ("Password123!", False), ("sunshineangel", False), ("aaaaaaaaaaaaaaaa", False),
        ("abcdefghijklmnop", False), ("739512084461", False), ("7395120844617", False), ("739512084461780", True),
        (WORDS, True), ("xqvjmtrpwhzk", True), ("ñandú y ají de oro", True), ("dragonmonkeyshadow", False),
    ],
)  # fmt: skip
def test_a_password_is_measured_by_its_guesses_and_not_by_its_kinds_of_characters(password: str, is_good: bool) -> None:
    assert (guesses(password) >= LEAST) == is_good, guesses(password)
    if not is_good:
        with pytest.raises(ValidationError):
            GuessablePassword().validate(password)


@pytest.mark.parametrize("others", [0, 1, 2, 7, 500])
@pytest.mark.parametrize("count", ["", ":12"])
def test_a_leaked_password_is_found_wherever_it_stands_in_the_list(
    others: int, count: str, tmp_path: Path, settings: Any
) -> None:
    digests = [hashlib.sha1(f"{number} {WORDS}".encode()).hexdigest().upper() for number in range(others)]
    mine = hashlib.sha1(WORDS.encode()).hexdigest().upper()
    path = tmp_path / "leaked.txt"
    path.write_text("".join(f"{one}{count}\r\n" for one in sorted([*digests, mine])))
    assert is_leaked(WORDS, path)
    assert all(is_leaked(f"{number} {WORDS}", path) for number in range(others))
    assert not is_leaked("another " + WORDS, path)
    path.write_text("".join(f"{one}{count}\n" for one in sorted(digests)))
    assert not is_leaked(WORDS, path)
    settings.REGISTRY_LEAKED_PASSWORDS = ""
    LeakedPassword().validate(WORDS)
    settings.REGISTRY_LEAKED_PASSWORDS = str(tmp_path / "not there")
    with pytest.raises(OSError, match="not there"):
        LeakedPassword().validate(WORDS)


def test_a_copy_of_the_database_without_the_key_tells_no_password(settings: Any) -> None:
    encoded = make_password(WORDS)
    assert check_password(WORDS, encoded)
    kind, rounds, salt, digest = encoded.split("$")
    unkeyed = PBKDF2PasswordHasher().encode(WORDS, salt, int(rounds))
    assert unkeyed.rsplit("$", 1)[1] != digest, "the same rounds over the word alone"
    settings.SECRET_KEY = "another key of the register, made for this test only"
    assert not check_password(WORDS, encoded)
    assert kind == "pbkdf2_sha256_keyed"


@pytest.mark.django_db
def test_passwords_of_a_former_key_and_without_a_key_stay_good_and_are_hashed_anew(settings: Any) -> None:
    former = make_password(WORDS)
    unkeyed = make_password(WORDS, hasher="pbkdf2_sha256")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, made for this test only"
    for number, encoded in enumerate((former, unkeyed)):
        user = User.objects.create(username=f"user{number}", password=encoded)
        assert user.check_password(WORDS)
        user.refresh_from_db()
        assert user.password != encoded
        settings_before = settings.SECRET_KEY_FALLBACKS
        settings.SECRET_KEY_FALLBACKS = []
        assert user.check_password(WORDS), "now under the present key"
        assert not identify_hasher(user.password).must_update(user.password)
        settings.SECRET_KEY_FALLBACKS = settings_before
