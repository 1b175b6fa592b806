"""Where people sign in, look after their account, and owners after people."""

from django.urls import URLPattern, path

from survey.access import Role, only, public

from . import account, audit_page, set_password, sign_in, views

EVERYBODY = tuple(Role)  # of the team

urlpatterns: list[URLPattern] = [
    path("sign-in/", public(sign_in.SignInPage.as_view()), name="login"),
    path("sign-in/code/", public(sign_in.CodePage.as_view()), name="code"),
    path("sign-out/", public(sign_in.SignOut.as_view()), name="logout"),
    path(
        "set-password/<str:uidb64>/<str:token>/",
        public(set_password.SetPasswordPage.as_view()),
        name="set_password",
    ),
    path("account/", only(account.account, *EVERYBODY), name="account"),
    path("account/password/", only(account.PasswordPage.as_view(), *EVERYBODY), name="password"),
    path("account/second-factor/", only(account.turn_on, *EVERYBODY), name="second_factor"),
    path(
        "account/second-factor/off/",
        only(account.turn_off, *EVERYBODY),
        name="second_factor_off",
    ),
    path(
        "account/sessions/<int:sign_in>/end",
        only(account.end_session, *EVERYBODY),
        name="end_session",
    ),
    path(
        "account/sessions/end-others",
        only(account.end_other_sessions, *EVERYBODY),
        name="end_other_sessions",
    ),
    path("team/", only(views.team, Role.OWNER), name="team"),
    path("team/audit/", only(audit_page.audit, Role.OWNER), name="audit"),
    path("team/audit/export", only(audit_page.export, Role.OWNER), name="audit_export"),
    path("team/<int:user_id>/", only(views.person, Role.OWNER), name="person"),
    path("team/<int:user_id>/role", only(views.change_role, Role.OWNER), name="person_role"),
    path("team/<int:user_id>/active", only(views.change_active, Role.OWNER), name="person_active"),
    path("team/<int:user_id>/link", only(views.new_link, Role.OWNER), name="person_link"),
    path(
        "team/<int:user_id>/second-factor",
        only(views.reset_second_factor, Role.OWNER),
        name="person_second_factor",
    ),
    path(
        "team/<int:user_id>/sessions", only(views.end_sessions, Role.OWNER), name="person_sessions"
    ),
]
