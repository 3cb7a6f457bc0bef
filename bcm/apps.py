from django.apps import AppConfig


class BcmConfig(AppConfig):
    name = "bcm"
