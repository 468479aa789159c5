"""Addresses of the casework at the desk."""

from django.urls import URLPattern, path

from registry.casework.web import (
    acting,
    bulks,
    challenging,
    clocking,
    documents,
    duties,
    entries,
    figures,
    keeping,
    requesting,
    stepping,
    talking,
    transferring,
    work,
)

app_name = "casework"

LISTS: list[URLPattern] = [
    path("", work.WorkPage.as_view(), name="work"),
    path("assign/", work.AssignPage.as_view(), name="assign"),
    path("many/", bulks.ManyPage.as_view(), name="many"),
    path("many/<int:pk>/", bulks.BulkPage.as_view(), name="bulk"),
    path("many/<int:pk>.csv", bulks.BulkCsv.as_view(), name="bulk_csv"),
    path("away/", work.AbsencePage.as_view(), name="absence"),
    path("searches/save/", work.SaveSearchPage.as_view(), name="search_save"),
    path("searches/<int:pk>/remove/", work.RemoveSearch.as_view(), name="search_remove"),
    path("periods/", keeping.PeriodsPage.as_view(), name="periods"),
    path("periods/add/", keeping.PeriodAddPage.as_view(), name="period_add"),
    path("periods/<int:pk>/end/", keeping.PeriodEndPage.as_view(), name="period_end"),
    path("conflicts/", keeping.ConflictsPage.as_view(), name="conflicts"),
    path("conflicts/<int:pk>/end/", keeping.ConflictEndPage.as_view(), name="conflict_end"),
    path("transfers/lines/<int:pk>/", keeping.ItemPage.as_view(), name="transfer_item"),
    path("opinions/", work.OpinionsPage.as_view(), name="opinions"),
    path("figures/", figures.FiguresPage.as_view(), name="figures"),
    path("figures.csv", figures.FiguresCsv.as_view(), name="figures_csv"),
    path("entries/", entries.EntriesPage.as_view(), name="entries"),
    path("entries.csv", entries.EntriesCsv.as_view(), name="entries_csv"),
    path("overdue/", figures.OverduePage.as_view(), name="overdue"),
    path("transfers/", transferring.TransferListPage.as_view(), name="transfers"),
    path("transfers/add/", transferring.TransferAddPage.as_view(), name="transfer_add"),
    path("transfers/<int:pk>/", transferring.TransferPage.as_view(), name="transfer"),
    path("transfers/<int:pk>/hand/", transferring.TransferHandPage.as_view(), name="transfer_hand"),
    path("transfers/<int:pk>/receive/", transferring.TransferReceivePage.as_view(), name="transfer_receive"),
]

CASES: list[URLPattern] = [
    path("entries/<int:pk>/open/", stepping.OpenPage.as_view(), name="open"),
    path("entries/<int:pk>/document/", documents.DocumentAddPage.as_view(), name="document_add"),
    path("entries/<int:pk>/note/", talking.NotePage.as_view(), name="note"),
    path("entries/<int:pk>/message/", talking.MessagePage.as_view(), name="message"),
    path("entries/<int:pk>/conflict/", talking.ConflictPage.as_view(), name="conflict"),
    path("entries/<int:pk>/location/", duties.LocationPage.as_view(), name="location"),
    path("locations/<int:pk>/verify/", duties.CheckPage.as_view(), name="location_verify"),
    path("productions/<int:pk>/file/", duties.FilingPage.as_view(), name="production_file"),
    path("productions/<int:pk>/exempt/", duties.ExemptPage.as_view(), name="production_exempt"),
    path("productions/<int:pk>/justify/", duties.JustifyPage.as_view(), name="production_justify"),
    path("files/<int:pk>/close/", stepping.ClosePage.as_view(), name="close"),
    path("files/<int:pk>/settle/", keeping.SettlePage.as_view(), name="settle"),
    path("files/<int:pk>/facts/", stepping.FactsPage.as_view(), name="facts"),
    path("files/<int:pk>/step/", stepping.StepPage.as_view(), name="step"),
    path("files/<int:pk>/ask/", stepping.AskPage.as_view(), name="ask"),
    path("files/<int:pk>/observe/", stepping.ObservePage.as_view(), name="observe"),
    path("files/<int:pk>/act/", acting.ActPage.as_view(), name="act"),
    path("files/<int:pk>/opinion/", clocking.AskOpinionPage.as_view(), name="opinion_ask"),
    path("files/<int:pk>/request/", requesting.RequestPage.as_view(), name="request"),
    path("documents/<int:pk>/receive/", stepping.ReceivePage.as_view(), name="receive"),
    path("observations/<int:pk>/cure/", stepping.CurePage.as_view(), name="cure"),
    path("opinions/<int:pk>/answer/", clocking.AnswerPage.as_view(), name="opinion_answer"),
    path("clocks/<int:pk>/pause/", clocking.PausePage.as_view(), name="pause"),
    path("clocks/<int:pk>/resume/", clocking.ResumePage.as_view(), name="resume"),
]

ACTS: list[URLPattern] = [
    path("acts/<int:pk>/second/", acting.SecondPage.as_view(), name="second"),
    path("acts/<int:pk>/serve/", acting.ServePage.as_view(), name="serve"),
    path("acts/<int:pk>/challenge/", challenging.ChallengePage.as_view(), name="challenge"),
    path("services/<int:pk>/prove/", acting.ProvePage.as_view(), name="prove"),
    path("services/<int:pk>/defect/", acting.DefectPage.as_view(), name="defect"),
    path("challenges/<int:pk>/admit/", challenging.AdmitPage.as_view(), name="admit"),
    path("challenges/<int:pk>/effect/", challenging.EffectPage.as_view(), name="effect"),
    path("challenges/<int:pk>/decide/", challenging.DecidePage.as_view(), name="challenge_decide"),
    path("liftings/<int:pk>/decide/", requesting.LiftingDecidePage.as_view(), name="lifting_decide"),
    path("successions/<int:pk>/decide/", requesting.SuccessionDecidePage.as_view(), name="succession_decide"),
    path("changes/<int:pk>/owner/", requesting.OwnerPage.as_view(), name="change_owner"),
    path("changes/<int:pk>/consent/", requesting.ConsentPage.as_view(), name="change_consent"),
    path("changes/<int:pk>/decide/", requesting.ChangeDecidePage.as_view(), name="change_decide"),
    path("oppositions/<int:pk>/region/", requesting.RegionPage.as_view(), name="opposition_region"),
    path("oppositions/<int:pk>/decide/", requesting.OppositionDecidePage.as_view(), name="opposition_decide"),
]

urlpatterns: list[URLPattern] = [*LISTS, *CASES, *ACTS]
