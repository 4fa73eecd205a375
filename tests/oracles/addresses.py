"""The public addresses and selections that are tried, on the real records."""

ACTION = "programme-eaurizon-2028-metropole-de-lyon-haute-matsiatra"
AGREEMENT = "jumelage-cooperation-bonneville-tera"
TWINNING = "jumelage-annecy-cheltenham"

PARAMETERS = [
    *("q=eau", "q=%22haute-savoie%22", "q=assainissement+Madagascar", "q=zzzz"),
    *("pays=ne", "pays=NE", "pays=it&pays=pt", "pays=jp", "region=015"),
    *("theme=sante", "theme=sante&theme=education", "odd=13", "odd=6&odd=13"),
    *("type=jumelage", "statut=terminee", "guichet=agence_eau"),
    *("collectivite=annecy-74", "epci=metropole-de-lyon", "departement=37"),
    *("partenaire=tera", "nature=ong", "annee_min=2024", "annee_max=1970"),
    *("annee_min=1950&annee_max=1970", "bbox=-6,8,4,16", "bbox=170,-20,-170,10"),
    *("tri=titre", "tri=recent", "tri=pertinence&q=eau", "page=2", "page=2&tri=titre"),
    *("pays=ml&theme=sante&statut=en_cours", "q=eau&guichet=agence_eau&tri=titre"),
    *("pays=it&type=jumelage", "departement=74&odd=17&annee_min=1980", "inconnu=1"),
    *("pays=xx&theme=inconnu&odd=99&page=2", "tri=budget", "page=999"),
]
BAD_VALUES = [
    *("pays=xx", "region=999", "theme=inconnu", "odd=18", "odd=abc", "type=mariage"),
    *("statut=perdue", "guichet=inconnu", "collectivite=inconnue", "epci=annecy-74"),
    *("departement=999", "partenaire=inconnu", "nature=inconnue", "annee_min=abc"),
    *("annee_min=2020&annee_max=2010", "annee_min=99999", "bbox=1,2,3"),
    *("bbox=a,b,c,d", "tri=pertinence", "tri=inconnu", "tri=titre&tri=recent"),
    *("page=abc", "page=0", "page=1&page=2"),
]
ACTION_PARAMETERS = [
    *("tri=verifiee", "combinaison=oudin_santini%2Bagence_eau"),
    *("combinaison=aucun", "montant=oudin_santini", "montant=2024", "montant=x"),
    *("montant=sans-date", "portee=un", "portee=plusieurs", "vue=deux&pays=ne"),
    *("vue=liste", "vue=autre"),
]
AGREEMENT_PARAMETERS = ["signature=1988", "signature=x"]
DIRECTORY_QUERIES = [
    *("collectivites/?q=annecy", "collectivites/?departement=74", "partenaires/?q=eau"),
    *("partenaires/?nature=ong&page=2", "partenaires/?pays=ne", "pays/?q=ma"),
    *("pays/?region=015", "collectivites/?page=3", "collectivites/?departement=999"),
    *("carte/?pays=ne", "carte/?pays=xx", "carte/?theme=sante&odd=3"),
    *("carte/fiches/?bbox=-6,8,4,16", "chiffres/?pays=ml", "chiffres/?pays=xx"),
    *("chiffres/pays/?theme=sante", "chiffres/collectivites-pays/?pays=ne"),
    *("financements/oudin_santini/?ressources=1000000", "integrer/?pays=ne"),
    *("financements/oudin_santini/?ressources=abc", "integrer/carte/?pays=ne"),
    *(
        "integrer/liste/?pays=ne",
        "signaler/?fiche=/actions/" + ACTION + "/",
    ),
]
PAGES = [
    *("", "actions/", "accords/", "carte/", "collectivites/", "partenaires/", "pays/"),
    *("financements/", "chiffres/", "glossaire/", "ressources/", "etats-des-lieux/"),
    *("a-propos/", "mentions-legales/", "accessibilite/", "confidentialite/"),
    *(f"actions/{ACTION}/", f"actions/{ACTION}/journal/", f"accords/{AGREEMENT}/"),
    *(f"accords/{AGREEMENT}/journal/", "collectivites/annecy-74/", "pays/ne/"),
    *("collectivites/metropole-de-lyon/", "collectivites/abondance-74/", "pays/ps/"),
    *("partenaires/tera/", "partenaires/cites-unies-france/", "chiffres/theme/"),
    *("financements/oudin_santini/", "glossaire/jumelage/", "chiffres/pays/"),
    *("ressources/agenda/", "ressources/appels/", "ressources/offres/", "integrer/"),
    *("collectivites/annecy-74/ecrire/", "etats-des-lieux/etat-public/"),
    *("etats-des-lieux/etat-public/chiffres/actions/", "chiffres/thematiques-pays/"),
    *("etats-des-lieux/etat-public/chiffres/par_pays/", "signaler/"),
]
ELSEWHERE = [
    *("/actions", "/accords", "/pays/NE/", "/pays/zz/", "/actions/inconnue/", "/nulle"),
    *("/accords/inconnu/", "/collectivites/inconnue/", "/partenaires/inconnu/"),
    *("/chiffres/inconnu/", "/chiffres/inconnu.csv", "/glossaire/inconnu/"),
    *("/financements/inconnu/", "/ressources/inconnu/", "/photos/1/", "/documents/1/"),
    *("/etats-des-lieux/canari-etat/", "/etats-des-lieux/inconnu/", "/composants/"),
    *("/demo/courriels/", "/healthz", "/readyz", "/robots.txt", "/favicon.ico"),
    *("/.well-known/security.txt", "/sitemap.xml", "/sitemap-inconnu.xml"),
    *("/espace/", "/relecture/", "/gestion/", "/gestion/cooperation/action/"),
    *("/compte/", "/compte/login/", "/compte/password/reset/", "/espace/enquetes/"),
    *("/espace/etats-des-lieux/", "/en/espace/", "/en/gestion/", "/fr/actions/"),
    *("/enquete/inconnu/", "/carte/lieux.json?q=tera", "/comparer/", "/recherche/"),
    *("/actions/%00/", "/actions/?q=%00", "/actions/?q=" + "a" * 300),
    *("/sitemap-actions.xml", "/carte/epci.json?bbox=5,45,7,46", "/carte/epci.json"),
]
MACHINES = [
    *("actions.csv", "actions.xlsx", "actions.geojson", "actions/points.json"),
    *("actions.rss", "actions.atom", "accords.csv", "accords.xlsx", "accords.geojson"),
    *("accords.rss", "accords.atom", "accords.ics", "carte.svg", "carte/liens.json"),
    *("chiffres/pays.csv",),
]
REFUSED = ["pays=xx", "odd=18&annee_min=abc"]
FILES = [
    *(f"actions/{ACTION}.pdf", f"accords/{AGREEMENT}.pdf", "pays/ne/portrait.pdf"),
    *("collectivites/annecy-74.pdf", "partenaires/tera.pdf", "pays/ne.pdf"),
    *("collectivites/annecy-74/portrait.pdf", "etats-des-lieux/etat-public.pdf"),
]
ENGLISH = [
    *("", "actions/", "actions/?pays=xx", "carte/", "collectivites/", "chiffres/"),
    *(f"actions/{ACTION}/", f"accords/{AGREEMENT}/", "pays/ne/", "glossaire/jumelage/"),
    *("financements/", "actions.csv?pays=xx", "actions/inconnue/", "a-propos/"),
]

SELECTIONS = {
    "everything": "",
    "country": "pays=ne",
    "countries": "pays=it&pays=pt&type=jumelage",
    "theme": "theme=sante",
    "status": "statut=terminee",
    "words": "q=eau",
    "epci": "epci=metropole-de-lyon",
    "department": "departement=37",
    "box": "bbox=-6,8,4,16",
    "goal": "odd=13",
    "window": "guichet=agence_eau",
    "authority": "collectivite=annecy-74",
    "partner": "partenaire=tera",
    "partner_kind": "nature=ong&statut=en_cours",
    "years": "annee_min=1950&annee_max=1970",
    "order": "pays=ml&tri=titre",
    "combination": "departement=74&odd=17&annee_min=1980&tri=recent",
    "nothing": "pays=jp&theme=sante",
}
FIGURES = [
    *("accords-statut", "accords-type", "annees", "collectivite", "collectivites-pays"),
    *("combinaisons", "departement", "epci", "guichet", "montants-annees"),
    *("montants-guichets", "montants-pays", "nature", "odd", "pays", "region"),
    *("signatures", "statut", "thematiques-pays", "theme", "type"),
]
FEW_FIGURES = ["pays", "theme", "montants-guichets"]
SITEMAPS = ["actions", "accords", "collectivites", "partenaires", "pays", "pages"]
REPORT = "/etats-des-lieux/etat-public"
OTHERS = [
    *("/sitemap.xml", *(f"/sitemap-{name}.xml" for name in SITEMAPS), "/robots.txt"),
    *(f"{REPORT}.csv", f"{REPORT}/carte.json", f"{REPORT}/chiffres/par_pays.csv"),
    *("/ressources/appels.rss", "/ressources/agenda.ics", "/ressources/offres.atom"),
    *("/en/actions.csv?pays=ne", "/en/actions.xlsx?pays=ne", "/en/accords.csv?pays=ne"),
    *("/en/actions.geojson?pays=ne", "/en/chiffres/pays.csv", "/en/accords.atom?q=eau"),
    *("/actions/points.json?pays=ne&z=5", "/carte/epci.json?bbox=5,45,7,46"),
]

# Pages whose whole text is kept, by the name of their file.
TEXTS = {
    "home": "/",
    "actions": "/actions/",
    "actions_words": "/actions/?q=eau&pays=mg",
    "actions_problems": "/actions/?pays=xx&odd=18&pays=ne",
    "actions_nothing": "/actions/?pays=jp&theme=sante",
    "actions_beside_map": "/actions/?pays=ne&vue=deux",
    "action": f"/actions/{ACTION}/",
    "action_twinning": f"/actions/{TWINNING}/",
    "action_journal": f"/actions/{ACTION}/journal/",
    "agreements": "/accords/?pays=ne",
    "agreement": f"/accords/{AGREEMENT}/",
    "authorities": "/collectivites/?departement=74",
    "authority": "/collectivites/metropole-de-lyon/",
    "authority_commune": "/collectivites/annecy-74/",
    "authority_alone": "/collectivites/abondance-74/",
    "partners": "/partenaires/?nature=ong",
    "partner": "/partenaires/tera/",
    "countries": "/pays/",
    "country": "/pays/ne/",
    "map": "/carte/?pays=ne",
    "map_summary": "/carte/fiches/?bbox=-6,8,4,16",
    "figures": "/chiffres/?pays=ml",
    "figures_matrix": "/chiffres/thematiques-pays/?departement=74",
    "funding": "/financements/",
    "funding_window": "/financements/oudin_santini/?ressources=1000000",
    "glossary": "/glossaire/",
    "term": "/glossaire/jumelage/",
    "resources": "/ressources/",
    "announcements": "/ressources/appels/",
    "reports": "/etats-des-lieux/",
    "report": "/etats-des-lieux/etat-public/",
    "report_figure": "/etats-des-lieux/etat-public/chiffres/par_pays/",
    "embed": "/integrer/?pays=ne",
    "embed_list": "/integrer/liste/?pays=ne",
    "about": "/a-propos/",
    "missing": "/actions/inconnue/",
    "login": "/compte/login/",
    "contact": "/collectivites/annecy-74/ecrire/",
    "flag": f"/signaler/?fiche=/actions/{ACTION}/",
    "home_en": "/en/",
    "actions_en": "/en/actions/?pays=ne",
    "action_en": f"/en/actions/{ACTION}/",
    "agreement_en": f"/en/accords/{AGREEMENT}/",
    "authority_en": "/en/collectivites/annecy-74/",
    "country_en": "/en/pays/ne/",
}
STAFF_TEXTS = {
    # Lists by name: rows of one loading changed at one time, in no fixed order.
    "staff_actions": "/gestion/cooperation/action/?q=eau&o=1",
    "staff_action": "/gestion/cooperation/action/{action}/change/",
    "staff_history": "/gestion/cooperation/action/{action}/history/",
    "staff_export": "/gestion/cooperation/action/exporter/?q=eau&o=1",
    "staff_agreements": "/gestion/cooperation/agreement/?q=annecy&o=1",
    "staff_partners": "/gestion/cooperation/partner/?q=eau&o=1",
    "staff_authority": "/gestion/cooperation/collectivity/{authority}/change/",
    "staff_queue": "/gestion/relecture/",
}
WORKBOOKS = [
    *("action/exporter.xlsx?o=1", "action/exporter.xlsx?q=eau&o=1"),
    *("agreement/exporter.xlsx?o=1", "agreement/exporter.xlsx?q=annecy&o=1"),
    *("partner/exporter.xlsx?o=1", "partner/exporter.xlsx?q=eau&o=1"),
    "collectivity/{authority}/modele.xlsx",
    *("importbatch/modele-actions.xlsx",),
]
SHEETS = [
    *("annuaire_partenaires", "accords", "actions", "lieux", "partenaires"),
    *("financements", "evenements"),
]


def every_address() -> list[str]:
    """Return each address of which a line is kept."""
    machines = [f"/{machine}?{query}" for machine in MACHINES for query in REFUSED]
    found = [
        *(f"/{page}" for page in [*PAGES, *FILES, *DIRECTORY_QUERIES]),
        *(f"/actions/?{query}" for query in [*PARAMETERS, *BAD_VALUES]),
        *(f"/actions/?{query}" for query in ACTION_PARAMETERS),
        *(f"/accords/?{query}" for query in [*PARAMETERS, *AGREEMENT_PARAMETERS]),
        *(f"/en/{page}" for page in ENGLISH),
        *ELSEWHERE,
        *machines,
    ]
    return list(dict.fromkeys(found))
