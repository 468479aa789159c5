"""The public pages. A language in the address shows that language; without one the browser chooses."""

from django.urls import URLPattern, path, re_path

from registry.portal.web import desk, ledger, ledger_acts
from registry.portal.web.privacy import PrivacyView
from registry.portal.web.sms import SmsInView
from registry.portal.web.verifying import ReceiptGiveView, ReceiptView, VerifyFormView, VerifyView
from registry.portal.web.views import HomeView, StatusView

app_name = "portal"

_IN = "^(?P<language>es|en|qu)/"
_PAGES = (
    ("home", "", HomeView),
    ("status", "status/", StatusView),
    ("privacy", "privacy/", PrivacyView),
    ("verify-form", "v/", VerifyFormView),
    ("verify", "v/(?P<code>[^/]{1,40})/?", VerifyView),
    ("receipt-give", "v/(?P<code>[^/]{1,40})/receipt/?", ReceiptGiveView),
    ("receipt", "r/(?P<code>[^/]{1,40})/?", ReceiptView),
    ("mine", "mine/", ledger.MineView),
    ("mine-enter", "mine/enter/", ledger.EnterView),
    ("mine-ledger", "mine/ledger/", ledger.LedgerView),
    ("mine-leave", "mine/leave/", ledger.LeaveView),
    ("mine-dispute", "mine/dispute/", ledger_acts.DisputeView),
    ("mine-mandate", "mine/mandate/", ledger_acts.MandateGiveView),
    ("mine-mandate-end", "mine/mandate/end/", ledger_acts.MandateEndView),
    ("mine-contact", "mine/contact/", ledger_acts.ContactView),
    ("mine-contact-confirm", "mine/contact/confirm/", ledger_acts.ContactConfirmView),
    ("mine-data", "mine/data/", ledger_acts.DataView),
    ("mine-members", "mine/members/", ledger_acts.MembersView),
    ("mine-under", "mine/under/", ledger_acts.HelperStatusView),
    ("mine-bring", "mine/bring/", ledger_acts.BringView),
)

urlpatterns: list[URLPattern] = [re_path(f"^{address}$", view.as_view(), name=name) for name, address, view in _PAGES]
urlpatterns += [re_path(f"{_IN}{address}$", view.as_view(), name=f"{name}-in") for name, address, view in _PAGES]
urlpatterns += [path("sms/in/", SmsInView.as_view(), name="sms-in")]

# At the desk, under desk/counter/.
desk_urlpatterns: list[URLPattern] = [
    path("disputes/", desk.DisputeListPage.as_view(), name="disputes"),
    path("disputes/<int:pk>/", desk.DisputePage.as_view(), name="dispute"),
    path("disputes/<int:pk>/take/", desk.TakePage.as_view(), name="take"),
    path("disputes/<int:pk>/answer/", desk.AnswerPage.as_view(), name="answer"),
    path("registrations/<int:pk>/paper/", desk.PaperIssuePage.as_view(), name="paper"),
]
