"""The register, the catalogues, and what is known about impact and objectives."""

from bia.models.assessment import (
    Assessment,
    AssessmentSnapshot,
    AssessmentStatus,
    Confirmation,
    ImpactRating,
)
from bia.models.campaign import Campaign, CampaignItem
from bia.models.catalogue import (
    CatalogueVersion,
    ImpactAnchor,
    ImpactCategory,
    ImpactLevel,
    LadderStep,
    RatingUnit,
    Tier,
    TimeBand,
)
from bia.models.dependency import Dependency, DependencyMode, DependencyStrength
from bia.models.dr_level import DrCatalogue, DrLevel, RecoveryOption
from bia.models.finding import Finding, FindingCheck, FindingSeverity, FindingState
from bia.models.import_upload import ImportUpload
from bia.models.links import ObligationProcess, ObligationProduct, ProductProcess
from bia.models.loss_profile import LossBasis, LossProfile
from bia.models.measurement import Measurement, MeasurementConfidence, MeasurementKind
from bia.models.obligation import Obligation
from bia.models.process import MajorChange, Process
from bia.models.product import Product
from bia.models.scenario import Scenario
from bia.models.site import Site, SiteKind
from bia.models.supplier import Supplier
from bia.models.system import Importance, System, SystemKind, TeamMember

__all__ = [
    "Assessment",
    "AssessmentSnapshot",
    "AssessmentStatus",
    "Campaign",
    "CampaignItem",
    "CatalogueVersion",
    "Confirmation",
    "Dependency",
    "DependencyMode",
    "DependencyStrength",
    "DrCatalogue",
    "DrLevel",
    "Finding",
    "FindingCheck",
    "FindingSeverity",
    "FindingState",
    "ImpactAnchor",
    "ImpactCategory",
    "ImpactLevel",
    "ImpactRating",
    "ImportUpload",
    "Importance",
    "LadderStep",
    "LossBasis",
    "LossProfile",
    "MajorChange",
    "Measurement",
    "MeasurementConfidence",
    "MeasurementKind",
    "Obligation",
    "ObligationProcess",
    "ObligationProduct",
    "Process",
    "Product",
    "ProductProcess",
    "RatingUnit",
    "RecoveryOption",
    "Scenario",
    "Site",
    "SiteKind",
    "Supplier",
    "System",
    "SystemKind",
    "TeamMember",
    "Tier",
    "TimeBand",
]
