"""Status codes: readable aloud, and a slip is noticed."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from registry.common.codes import ALPHABET, is_code, new_code, normalize_code


def test_the_alphabet_leaves_out_what_is_mistaken() -> None:
    assert not set("0O1I") & set(ALPHABET)
    assert len(ALPHABET) == 32


@given(st.integers(), st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(seed: int, place: int, wrong: str) -> None:
    code = new_code(Random(seed))
    assert is_code(code)
    slipped = code[:place] + wrong + code[place + 1 :]
    assert is_code(slipped) == (slipped == code)


def test_spaces_dashes_and_case_do_not_matter() -> None:
    code = new_code(Random(1))
    typed = f" {code[:5].lower()}-{code[5:]} "
    assert normalize_code(typed) == code
