"""Templates and style sheets are read by people: a piece to a line, indented by what it stands in."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# A sentence for the translators cannot be broken, and a drawing need not be.
WHOLE = re.compile(r"<svg .*?</svg>|\{% blocktranslate .*?endblocktranslate %\}|\{% translate .*?%\}|\{% comment %\}.*")
LONGEST = {".html": 200, ".css": 300}


def test_no_line_of_a_page_holds_more_than_one_can_read() -> None:
    files = [
        *ROOT.joinpath("templates").rglob("*.html"),
        *ROOT.joinpath("static/css").glob("*.css"),
    ]
    long = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if len(WHOLE.sub("", line)) > LONGEST[file.suffix]
    ]
    assert len(files) > 100
    assert long == [], "more than a piece to a line: " + ", ".join(long)
