"""Former addresses of staff pages lead to the new ones, and tell nothing else."""

import pytest
from django.test import Client

MOVED = {
    "/relecture/": "/gestion/relecture/",
    "/relecture/12/corriger/": "/gestion/relecture/12/corriger/",
    "/relecture/campagnes/3/relancer.csv": "/gestion/campagnes/3/relancer.csv",
    "/relecture/inviter/": "/gestion/invitations/",
    "/relecture/demandes/7/": "/gestion/demandes/7/",
    "/espace/etats-des-lieux/essai/fiche/": "/gestion/etats-des-lieux/essai/fiche/",
    "/espace/questionnaires/4/apercu/": "/gestion/enquetes/questionnaires/4/apercu/",
    "/espace/enquetes/": "/gestion/enquetes/",
    "/espace/enquetes/nouvelle/": "/gestion/enquetes/nouvelle/",
    "/espace/enquetes/essai/": "/gestion/enquetes/essai/",
    "/espace/enquetes/essai/tableau/": "/gestion/enquetes/essai/tableau/",
    "/espace/enquetes/essai/appeler.csv": "/gestion/enquetes/essai/appeler.csv",
    "/espace/enquetes/essai/resultats/lecture/recit/": (
        "/gestion/enquetes/essai/resultats/lecture/recit/"
    ),
    "/espace/enquetes/essai/entretiens/annecy/page/qui/": (
        "/gestion/enquetes/essai/entretiens/annecy/page/qui/"
    ),
}


@pytest.mark.parametrize(("former", "new"), MOVED.items())
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_former_address_redirects_for_good(
    client: Client, former: str, new: str, language: str
) -> None:
    answer = client.get(f"{language}{former}?sorte=action&q=%C3%A9")

    assert answer.status_code == 301
    assert answer["Location"] == f"{new}?sorte=action&q=%C3%A9"


def test_a_form_that_was_open_is_sent_again(client: Client) -> None:
    answer = client.post("/relecture/12/", {"geste": "tout"})

    assert (answer.status_code, answer["Location"]) == (308, "/gestion/relecture/12/")


@pytest.mark.parametrize(
    ("typed", "new"),
    [
        ("/en/gestion/", "/gestion/"),
        ("/en/gestion/cooperation/action/?q=eau", "/gestion/cooperation/action/?q=eau"),
        ("/relecture//ailleurs.example/", "/gestion/relecture//ailleurs.example/"),
        ("/relecture/%3Fa%23b", "/gestion/relecture/%3Fa%23b"),
    ],
)
def test_what_follows_is_kept_as_it_was(client: Client, typed: str, new: str) -> None:
    answer = client.get(typed)

    assert (answer.status_code, answer["Location"]) == (301, new)


@pytest.mark.django_db
def test_an_authority_answers_where_it_did(client: Client) -> None:
    answer = client.get("/espace/enquetes/essai/annecy/relire/")

    assert answer.headers["Location"].startswith("/compte/login/?next=/espace/")
