"""Names of countries that the references do not give, for reading and searching.

United Nations, ISO 3166 and OECD-DAC names in French, former and common names; keys as
``normalize`` makes them, codes of ISO 3166-1.
"""

USUAL_NAMES = {
    "AE": "emirats|uae|emirats arabes",
    "AX": "iles d aland",
    "BA": "bosnie|bosnie herzegovine|bosnia|bosnie et herzegovine",
    "BE": "royaume de belgique",
    "BF": "burkina|burkina fasso|haute volta|burkina faso",
    "BN": "brunei darussalam",
    "BO": "bolivie|bolivia|etat plurinational de bolivie",
    "BQ": "bonaire saint eustache et saba|bonaire",
    "BY": "bielorussie|belarus|bielarus",
    "CC": "iles des cocos keeling|cocos keeling|iles keeling",
    "CD": "rdc|rd congo|r d congo|congo rdc|congo kinshasa|zaire|drc|dr congo|"
    "republique democratique du congo|democratic republic of the congo|"
    "congo zaire|rep dem du congo|republique dem du congo|congo rd",
    "CF": "rca|centrafrique|republique centrafricaine|centrafrica",
    "CG": "congo brazzaville|republique du congo|congo brazza|"
    "republic of the congo|rep du congo",
    "CH": "confederation suisse|confederation helvetique",
    "CI": "cote d ivoire|cote ivoire|rci|ivory coast|cote divoire|cote d yvoire|"
    "republique de cote d ivoire",
    "CK": "iles cook",
    "CN": "chine|rpc|chine populaire|republique populaire de chine",
    "CV": "cap vert|cabo verde|cape verde|republique de cabo verde",
    "CZ": "republique tcheque|tchequie|rep tcheque|czech republic|czechia|"
    "tcheque republique",
    "DE": "allemagne|rfa|rda|deutschland|germany",
    "DO": "republique dominicaine|saint domingue|rep dominicaine",
    "DZ": "republique algerienne democratique et populaire|republique algerienne",
    "ES": "espagne|espana",
    "FK": "iles falkland malvinas|iles falkland|malouines|falkland|"
    "falkland les iles malvinas",
    "FM": "micronesie|etats federes de micronesie|federated states of micronesia",
    "GA": "republique gabonaise",
    "GB": "royaume uni|angleterre|grande bretagne|uk|u k|ecosse|pays de galles|"
    "england|scotland|wales|irlande du nord|great britain|"
    "royaume uni de grande bretagne et d irlande du nord",
    "GM": "gambie|the gambia",
    "GN": "guinee conakry|guinee|republique de guinee",
    "GQ": "guinee equatoriale",
    "GR": "republique hellenique",
    "GS": "georgie du sud et les iles sandwich du sud|"
    "georgie du sud et iles sandwich du sud",
    "GW": "guinee bissau|guinee bissao",
    "HK": "hong kong|hongkong|chine region administrative speciale de hong kong|"
    "hong kong ras chinoise"
    "|r a s chinoise de hong kong|hong kong sar china",
    "HM": "ile heard et iles macdonald",
    "IO": "territoire britannique de l ocean indien|ocean indien britannique",
    "IQ": "iraq",
    "IR": "iran|republique islamique d iran|islamic republic of iran|perse",
    "JO": "royaume hachemite de jordanie",
    "KG": "kirghizistan|kirghizie|republique kirghize",
    "KM": "comores|union des comores|archipel des comores|iles comores",
    "KN": "saint kitts et nevis|saint christophe et nieves|saint christophe et nevis",
    "KP": "coree du nord|north korea|republique populaire democratique de coree|rpdc",
    "KR": "coree du sud|south korea|korea|republique de coree|republic of korea",
    "KY": "iles caimanes|caimanes",
    "LA": "laos|rdp lao|lao|republique democratique populaire lao|rdpl|"
    "lao republique democratique populaire",
    "LB": "liban|lebanon|republique libanaise",
    "LK": "ceylan",
    "LY": "jamahiriya arabe libyenne|libye",
    "MD": "moldavie|moldova|republique de moldavie|republique de moldova",
    "MF": "saint martin partie francaise",
    "MG": "madagascar|malgache|grande ile",
    "MK": "macedoine|macedoine du nord|arym|"
    "ex republique yougoslave de macedoine|"
    "republique de macedoine du nord",
    "MM": "birmanie|myanmar|burma",
    "MO": "macao|macau|chine region administrative speciale de macao|"
    "macao ras chinoise"
    "|r a s chinoise de macao|macao sar china",
    "MU": "maurice|ile maurice",
    "NL": "pays bas|hollande|holland|the netherlands|royaume des pays bas",
    "NU": "nioue",
    "PG": "papouasie",
    "PN": "pitcairn",
    "PS": "palestine|territoires palestiniens|cisjordanie|gaza|"
    "autorite palestinienne|etat de palestine|west bank|bande de gaza|"
    "territoires palestiniens occupes|palestiniens territoires|"
    "cisjordanie et bande de gaza|cisjordanie et gaza|"
    "territoire palestinien occupe|territoire palestinien|"
    "palestinian territory|state of palestine|"
    "occupied palestinian territory",
    "RE": "reunion|ile de la reunion",
    "RU": "russie|federation de russie|urss",
    "SA": "arabie saoudite",
    "SH": "sainte helene ascension et tristan da cunha",
    "SJ": "iles svalbard et jan mayen|svalbard et l ile jan mayen",
    "ST": "sao tome|sao tome et principe",
    "SV": "el salvador",
    "SX": "saint martin partie neerlandaise",
    "SY": "syrie|syria|republique arabe syrienne|syrian arab republic",
    "SZ": "swaziland|eswatini",
    "TF": "terres australes francaises",
    "TG": "republique togolaise",
    "TK": "tokelaou",
    "TL": "timor|timor oriental|timor leste",
    "TN": "republique tunisienne",
    "TR": "turquie|turkiye|turkey",
    "TT": "trinite et tobago|trinidad et tobago",
    "TW": "taiwan|formose|taiwan province de chine|taipei chinois",
    "TZ": "tanzanie|tanzania|zanzibar|republique unie de tanzanie|"
    "united republic of tanzania",
    "UM": "iles mineures eloignees des etats unis",
    "US": "etats unis|usa|u s a|etats unis d amerique|united states",
    "UY": "republique orientale de l uruguay",
    "VA": "vatican|saint siege|etat de la cite du vatican",
    "VC": "saint vincent et grenadines|saint vincent et les grenadines",
    "VE": "venezuela|republique bolivarienne du venezuela",
    "VG": "iles vierges britanniques|vierges britanniques les iles"
    "|vierges les iles britanniques",
    "VI": "iles vierges americaines|vierges des etats unis les iles"
    "|vierges les iles e u",
    "VN": "viet nam|vietnam|viet nam du sud",
    "WF": "iles wallis et futuna|wallis et futuna",
    "XK": "kosovo|republique du kosovo",
    "ZA": "afrique du sud|rsa|south africa",
}
# Names that several countries bear: which one is asked, never chosen.
AMBIGUOUS_NAMES = {
    "congo": ("CD", "CG"),
    "coree": ("KP", "KR"),
    "guinees": ("GN", "GW", "GQ"),
    "soudans": ("SD", "SS"),
}
# Cantons after "Suisse" are no countries.
SWISS_CANTONS = {
    *("AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "GR", "JU", "LU", "NE"),
    *("NW", "OW", "SG", "SH", "SO", "SZ", "TG", "TI", "UR", "VD", "VS", "ZG", "ZH"),
}
COUNTRIES_BY_USUAL_NAME: dict[str, tuple[str, ...]] = {
    name: (code,) for code, names in USUAL_NAMES.items() for name in names.split("|")
} | AMBIGUOUS_NAMES
