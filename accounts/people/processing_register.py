"""Personal data that this app stores, for the register of processing."""

import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRequest
from accounts.people.inactive_accounts import close_inactive_accounts
from accounts.people.sessions import delete_old_sessions
from cooperation.web.privacy import ProcessingActivity

TWO_YEARS = datetime.timedelta(days=2 * 365)
PROCESSING_RECORDS = (
    ProcessingActivity(
        _("Qui demande un accès"),
        _("son nom, sa fonction, son adresse, son message, et la réponse de l’équipe"),
        _("savoir à qui des droits sont donnés"),
        _("deux ans après la réponse, ou à sa demande"),
        ("accounts.AccessRequest",),
        TWO_YEARS,
        AccessRequest.objects.delete_old_answered,
    ),
    ProcessingActivity(
        _("Qui a un compte"),
        _(
            "son adresse, son nom s’il est renseigné, son mot de passe sous une forme "
            "qui ne permet pas de le retrouver, son second facteur, la date de sa "
            "dernière connexion"
        ),
        _("le reconnaître quand il se connecte"),
        _("deux ans sans visite et sans mandat ; fermé après deux avertissements"),
        (
            "accounts.User",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
        ),
        TWO_YEARS,
        close_inactive_accounts,
    ),
    ProcessingActivity(
        _("Qui est connecté"),
        _("ses sessions ouvertes, avec l’adresse IP et le navigateur"),
        _("lui permettre de les voir et de les fermer"),
        _("douze heures au plus"),
        ("usersessions.UserSession", "sessions.Session"),
        datetime.timedelta(seconds=settings.SESSION_ABSOLUTE_AGE),
        delete_old_sessions,
    ),
    ProcessingActivity(
        _("Qui tient les fiches d’une collectivité"),
        _("la collectivité, à quel titre, depuis quand, la dernière visite"),
        _("savoir qui peut modifier quoi"),
        _("tant que l’annuaire existe, sans nom une fois le compte effacé"),
        ("accounts.Membership",),
    ),
    ProcessingActivity(
        _("Qui propose, confirme ou modifie une fiche"),
        _("ce qu’il a écrit et quand ; le public voit la collectivité, jamais son nom"),
        _("savoir qui a écrit quoi"),
        _("tant que l’annuaire existe, sans nom une fois le compte effacé"),
        ("accounts.Proposal",),
    ),
    ProcessingActivity(
        _("Qui change le texte d’un courriel"),
        _("le texte, qui l’a écrit et quand"),
        _("savoir qui a écrit quoi, et y revenir"),
        _("tant que l’annuaire existe, sans nom une fois le compte effacé"),
        ("accounts.MailText",),
    ),
    ProcessingActivity(
        _("À qui l’équipe écrit"),
        _("les courriels envoyés, s’ils ont été ouverts par leur lien, la réponse"),
        _("ne relancer que ceux qui n’ont pas répondu"),
        _("tant que le mandat existe"),
        (
            "accounts.UpdateCampaign",
            "accounts.CampaignTarget",
            "accounts.CampaignMail",
            "accounts.ConfirmationLink",
        ),
    ),
)
