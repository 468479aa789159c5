"""Addresses of the room at the desk."""

from django.urls import path

from registry.accounts.web import people

app_name = "people"

urlpatterns = [
    path("", people.PeoplePage.as_view(), name="list"),
    path("add/", people.AddPage.as_view(), name="add"),
    path("<int:pk>/", people.PersonPage.as_view(), name="page"),
    path("<int:pk>/change/", people.ChangePage.as_view(), name="change"),
    path("<int:pk>/password/", people.PasswordPage.as_view(), name="password"),
    path("<int:pk>/second-step/", people.SecondStepPage.as_view(), name="second_step"),
    path("<int:pk>/roles/add/", people.AppointPage.as_view(), name="appoint"),
    path("<int:pk>/roles/<int:number>/end/", people.AppointmentEndPage.as_view(), name="appointment_end"),
]
