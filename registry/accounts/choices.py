"""The named permissions that a role may hold. Roles are data; these names are what the code asks for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Power(models.TextChoices):
    """What somebody may do."""

    REGISTER_READ = "register.read", _("read the register with personal data")
    REGISTER_CHANGE = "register.change", _("add and change persons, groups and registrations")
    RIGHTS_CHANGE = "rights.change", _("add and change mining rights, holders and contracts")
    CASE_DECIDE = "case.decide", _("decide on registrations")
    CASE_INSPECT = "case.inspect", _("record inspections and location checks")
    IMPORT_RUN = "import.run", _("import files")
    LAYER_CHANGE = "layer.change", _("load and replace land layers")
    OVERLAP_JUDGE = "overlap.judge", _("give a verdict on an overlap")
    LAW_DRAFT = "law.draft", _("draft and rehearse a version of the law pack")
    LAW_ENACT = "law.enact", _("enact a rehearsed version of the law pack")
    OPINION_GIVE = "opinion.give", _("answer the opinions asked of one's authority")
    AUDIT_READ = "audit.read", _("read events and totals")
    REPORT_HANDLE = "report.handle", _("handle reports from the field")
    REPORT_THREAT_READ = "report.threat.read", _("read reports of threats to people")
    REPORT_OFFICE_HANDLE = "report.office.handle", _("handle reports against an office or an officer")
    PEOPLE_MANAGE = "people.manage", _("manage users, roles and keys")
    PAPER_ISSUE = "paper.issue", _("issue and withdraw papers")
    NOTICE_RELEASE = "notice.release", _("release notices held back after a mass change")
    FILE_TRANSFER = "file.transfer", _("hand files over to another office and confirm their arrival")
    DISPUTE_HANDLE = "dispute.handle", _("handle disputes about acts in somebody's name")
    PARTY_KEEP = "party.keep", _("keep the parties of land areas and what they answer")
