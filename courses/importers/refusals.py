from django.utils.functional import Promise


class ImportRefused(Exception):
    """A course that cannot be read, with the one sentence that says why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
