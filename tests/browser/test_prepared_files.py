"""The page of a large export goes on by itself, and ends with the file."""

import pytest
from playwright.sync_api import Page, expect

from cooperation.models import PreparedFile
from tests.factories import ActionFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_worker"),
]


def test_the_page_of_an_export_leads_to_the_file_by_itself(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = "cooperation.views.api.exports"
    monkeypatch.setattr(f"{views}.is_for_worker", lambda rows: rows > 0)
    monkeypatch.setattr(f"{views}.MAX_ROWS_AT_ONCE", 0)
    monkeypatch.setattr(f"{views}.claim_slot", lambda: False)
    ActionFactory()
    page.goto("/actions/")
    page.locator("summary", has_text="Exporter").click()
    page.get_by_role("link", name="XLSX").first.click()
    page.wait_for_url("**/exports/*/")
    expect(page.get_by_label("0 lignes écrites sur 1")).to_be_visible()
    PreparedFile.objects.update(content=b"PK")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger").click()
    assert download.value.suggested_filename.endswith(".xlsx")
