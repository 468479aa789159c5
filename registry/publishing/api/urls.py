"""Addresses of the room in the API, joined in `registry.urls`."""

from django.urls import URLPattern, path

from registry.api.doors import doors
from registry.publishing.api.anchors import AnchorsView
from registry.publishing.api.consequences import ConsequencesView
from registry.publishing.api.law import LawView
from registry.publishing.api.statistics import StatisticsView, StatisticView
from registry.publishing.api.subscriptions import (
    SubscriptionEnableView,
    SubscriptionSecretView,
    SubscriptionsView,
    SubscriptionView,
)
from registry.publishing.api.trying import TryView
from registry.publishing.disclosure import CHANGES

urlpatterns: list[URLPattern] = [
    *doors(CHANGES, "changes", "change", most_shapes=1000),
    path("law/", LawView.as_view(), name="law"),
    path("statistics/", StatisticsView.as_view(), name="statistics"),
    path("statistics/<slug:name>/", StatisticView.as_view(), name="statistic"),
    path("consequences/", ConsequencesView.as_view(), name="consequences"),
    path("anchors/", AnchorsView.as_view(), name="anchors"),
    path("try/", TryView.as_view(), name="try"),
    path("subscriptions/", SubscriptionsView.as_view(), name="subscriptions"),
    path("subscriptions/<uuid:reference>/", SubscriptionView.as_view(), name="subscription"),
    path("subscriptions/<uuid:reference>/enable/", SubscriptionEnableView.as_view(), name="subscription-enable"),
    path("subscriptions/<uuid:reference>/secret/", SubscriptionSecretView.as_view(), name="subscription-secret"),
]
