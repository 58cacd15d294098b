"""Index of the models of all rooms; hosts import from here."""

from citysynergy.cases.pages import CasePage
from citysynergy.cases.rows import (
    CaseActivity,
    CaseDocument,
    CaseIdentifier,
    CaseImage,
    CaseLink,
    CasePlace,
)
from citysynergy.discovery.dictionary.models import SynonymGroup
from citysynergy.discovery.models import IndexChange, IndexRun
from citysynergy.expertise.pages import (
    ExpertiseOffer,
    ExpertiseProfilePage,
    ExpertiseQuestion,
    ExpertiseTranslation,
)
from citysynergy.initiatives.pages import (
    InitiativeFunding,
    InitiativeIndicator,
    InitiativeLesson,
    InitiativePage,
    InitiativePartner,
    InitiativeTranslation,
)
from citysynergy.moderation.guidance import Criterion, Remark
from citysynergy.moderation.models import ModerationTask
from citysynergy.moderation.routes import Absence, Route
from citysynergy.moderation.sign_off import SignOffTask
from citysynergy.moderation.states import ModerationTaskState
from citysynergy.opportunities.pages import OpportunityPage, OpportunityTranslation
from citysynergy.organisations.invitations import Invitation
from citysynergy.organisations.messages import ReaderMessage
from citysynergy.organisations.models import (
    ContactDesk,
    ContactPerson,
    Membership,
    Organisation,
    OrganisationCode,
    OrganisationGroup,
    OrganisationName,
    Ressort,
    Succession,
)
from citysynergy.organisations.pages import (
    OrganisationIndexPage,
    OrganisationIndexTranslation,
    OrganisationPage,
    OrganisationTranslation,
    PolicyDocument,
)
from citysynergy.partnerships.pages import (
    PartnershipMember,
    PartnershipPage,
    PartnershipTranslation,
)
from citysynergy.permissions.grants import (
    ExpertiseGroupGrant,
    ExpertiseUserGrant,
    InitiativeGroupGrant,
    InitiativeUserGrant,
    OpportunityGroupGrant,
    OpportunityUserGrant,
    OrganisationGroupGrant,
    OrganisationPageGroupGrant,
    OrganisationPageUserGrant,
    OrganisationUserGrant,
    PartnershipGroupGrant,
    PartnershipUserGrant,
)
from citysynergy.permissions.history import VisibleEntry
from citysynergy.taxonomy.models import (
    Area,
    City,
    CityName,
    Country,
    Goal,
    Network,
    Programme,
    ProgrammeIdentifier,
    Region,
    RegionScheme,
    Theme,
    ThemeScheme,
)

__all__ = [
    "Absence",
    "Area",
    "CaseActivity",
    "CaseDocument",
    "CaseIdentifier",
    "CaseImage",
    "CaseLink",
    "CasePage",
    "CasePlace",
    "City",
    "CityName",
    "ContactDesk",
    "ContactPerson",
    "Country",
    "Criterion",
    "ExpertiseGroupGrant",
    "ExpertiseOffer",
    "ExpertiseProfilePage",
    "ExpertiseQuestion",
    "ExpertiseTranslation",
    "ExpertiseUserGrant",
    "Goal",
    "IndexChange",
    "IndexRun",
    "InitiativeFunding",
    "InitiativeGroupGrant",
    "InitiativeIndicator",
    "InitiativeLesson",
    "InitiativePage",
    "InitiativePartner",
    "InitiativeTranslation",
    "InitiativeUserGrant",
    "Invitation",
    "Membership",
    "ModerationTask",
    "ModerationTaskState",
    "Network",
    "OpportunityGroupGrant",
    "OpportunityPage",
    "OpportunityTranslation",
    "OpportunityUserGrant",
    "Organisation",
    "OrganisationCode",
    "OrganisationGroup",
    "OrganisationGroupGrant",
    "OrganisationIndexPage",
    "OrganisationIndexTranslation",
    "OrganisationName",
    "OrganisationPage",
    "OrganisationPageGroupGrant",
    "OrganisationPageUserGrant",
    "OrganisationTranslation",
    "OrganisationUserGrant",
    "PartnershipGroupGrant",
    "PartnershipMember",
    "PartnershipPage",
    "PartnershipTranslation",
    "PartnershipUserGrant",
    "PolicyDocument",
    "Programme",
    "ProgrammeIdentifier",
    "ReaderMessage",
    "Region",
    "RegionScheme",
    "Remark",
    "Ressort",
    "Route",
    "SignOffTask",
    "Succession",
    "SynonymGroup",
    "Theme",
    "ThemeScheme",
    "VisibleEntry",
]
