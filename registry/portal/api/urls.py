"""The list check of papers, under /api/v1/."""

from django.urls import path

from registry.portal.api.verifications import VerificationsView

urlpatterns = [path("verifications/", VerificationsView.as_view(), name="verifications")]
