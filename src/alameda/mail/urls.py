"""Addresses of the mail of a demonstration."""

from __future__ import annotations

from django.urls import path

from alameda.mail import views

urlpatterns = [
    path("cuenta/demostracion/correo/", views.demo_messages, name="demo_messages"),
    path("cuenta/demostracion/correo/<int:pk>/", views.demo_message, name="demo_message"),
]
