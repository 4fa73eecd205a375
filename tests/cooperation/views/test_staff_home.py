import pytest
pytestmark = pytest.mark.django_db
def test_x(staff_client):
    p = staff_client.get("/gestion/"); print(p.text[:200]); assert p.status_code==200
    p = staff_client.get("/gestion/recherche/?q=ann"); assert p.status_code==200
    p = staff_client.get("/gestion/recherche/?q=ann&liste=oui"); assert p.status_code==200; print(p.text)
