"""Addresses of the account pages; the forms behind them are django-allauth's.

Each form is one transaction: an account, its address and the mail to it are made together or not at
all. Signing in and out is not: a refused attempt is counted whatever follows.
"""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path, re_path

from alameda.accounts import views
from alameda.accounts.views import whole
from alameda.foundation.access import public, signed_in

urlpatterns = [
    path("cuenta/", views.account, name="account"),
    path("cuenta/demostracion/", views.demo_roles, name="demo_roles"),
    path("cuenta/demostracion/<int:pk>/", views.demo_enter, name="demo_enter"),
    path("cuenta/invitacion/", views.invitation, name="invitation"),
    path("cuenta/invitacion/<str:secret>/", views.invitation_link, name="invitation_link"),
    path("cuenta/entrar/", public(allauth.login), name="account_login"),
    path("cuenta/salir/", public(allauth.logout), name="account_logout"),
    path("cuenta/crear/", public(whole(allauth.signup)), name="account_signup"),
    path("cuenta/inactiva/", public(allauth.account_inactive), name="account_inactive"),
    path("cuenta/confirmar/", signed_in(allauth.reauthenticate), name="account_reauthenticate"),
    path("cuenta/correo/", signed_in(whole(allauth.email)), name="account_email"),
    path(
        "cuenta/correo/enviado/",
        public(allauth.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^cuenta/correo/(?P<key>[-:\w]+)/$",
        public(whole(allauth.confirm_email)),
        name="account_confirm_email",
    ),
    path(
        "cuenta/clave/cambiar/",
        signed_in(whole(allauth.password_change)),
        name="account_change_password",
    ),
    path(
        "cuenta/clave/crear/", signed_in(whole(allauth.password_set)), name="account_set_password"
    ),
    path("cuenta/clave/", public(whole(allauth.password_reset)), name="account_reset_password"),
    path(
        "cuenta/clave/enviada/",
        public(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "cuenta/clave/lista/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^cuenta/clave/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(whole(allauth.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
]
