"""The language switch on every page, signed in or not."""

from django.urls import path

from accounts.views.language import set_language

urlpatterns = [path("i18n/setlang/", set_language, name="set_language")]
