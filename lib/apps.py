from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "lib"

    def ready(self) -> None:
        from django.utils.translation import get_language

        from lib.language import spoken_by

        spoken_by(get_language)
