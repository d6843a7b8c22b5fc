"""What comes out of the printer: pages of a browser without a window, where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from csops_tui.exchange.reports.report import Report
from csops_tui.exchange.reports.write import save
from csops_tui.locale import LANGUAGES, set_language

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
pytestmark = pytest.mark.skipif(not BROWSER, reason="no browser to print with")
# More pages than these nobody reads.
MOST = {"weekly": 6, "monthly": 8, "churn": 7, "briefing": 1, "handover": 4, "plan": 1}


def printed(page: Path, folder: Path) -> bytes:
    """The PDF that the browser prints of a page, with no network to load anything from."""
    out = folder / "page.pdf"
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run([*command, f"--print-to-pdf={out}", str(page)], check=True, capture_output=True, timeout=120)
    return out.read_bytes()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list(MOST))
def test_reports_print_on_few_pages(reports: dict[str, Report], tmp_path: Path, name: str, lang: str) -> None:
    set_language(lang)
    page = tmp_path / "page.html"
    save(reports[name], page, "html")
    pdf = printed(page, tmp_path)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert 1 <= pages <= MOST[name]
    # A4 in points.
    assert re.search(rb"/MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12][.\d]*", pdf)
