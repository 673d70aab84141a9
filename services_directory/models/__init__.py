"""The tables of the directory, one file per thing, by the names of HSDS where HSDS has one."""

from __future__ import annotations

from services_directory.models.base import Base, Texts
from services_directory.models.care import Care, ContactCheck, Notice, TranslatedFrom
from services_directory.models.city import City
from services_directory.models.contact import CostOption, Language, Phone, RequiredDocument
from services_directory.models.imported import ApiToken, Feed, ImportedSet, Proposal
from services_directory.models.location import Location, ServiceAtLocation
from services_directory.models.organization import Organization
from services_directory.models.programme import Programme
from services_directory.models.report import Report
from services_directory.models.revision import Revision
from services_directory.models.schedule import Schedule
from services_directory.models.service import Service, ServiceNeed
from services_directory.models.source import ServiceSource, Source
from services_directory.models.staff import Account, Invitation, Membership, StaffSession
from services_directory.models.tally import Tally
from services_directory.models.translation import Translation
from services_directory.models.way import Way
from services_directory.models.words import ServiceTerm, ServiceWord

__all__ = [
    "Account",
    "ApiToken",
    "Base",
    "Care",
    "City",
    "ContactCheck",
    "CostOption",
    "Feed",
    "ImportedSet",
    "Invitation",
    "Language",
    "Location",
    "Membership",
    "Notice",
    "Organization",
    "Phone",
    "Programme",
    "Proposal",
    "Report",
    "RequiredDocument",
    "Revision",
    "Schedule",
    "Service",
    "ServiceAtLocation",
    "ServiceNeed",
    "ServiceSource",
    "ServiceTerm",
    "ServiceWord",
    "Source",
    "StaffSession",
    "Tally",
    "Texts",
    "TranslatedFrom",
    "Translation",
    "Way",
]
