"""The ways a task cannot proceed; wrong data is a Finding instead, never an exception."""


class BillingError(Exception):
    """We cannot proceed, and nothing was written.

    Args:
        message: one line: what is wrong, and where.
        id: the stable name of the trouble, such as ``BOOK-LOCKED``.
        fix: one line: how to mend it.
    """

    def __init__(self, message: str, *, id: str, fix: str) -> None:  # noqa: A002  the contract's own key
        super().__init__(message)
        self.message = message
        self.id = id
        self.fix = fix

    def as_json(self) -> dict[str, str]:
        """Return the error as the command contract's JSON shows it."""
        return {"id": self.id, "message": self.message, "fix": self.fix}


class BookError(BillingError):
    """The workbook cannot be read, is not ours, or cannot be written."""


class BookBusyError(BillingError):
    """The workbook is open or locked elsewhere."""


class BookChangedError(BillingError):
    """The workbook changed between reading it and writing it."""


class InputFileError(BillingError):
    """A file given to a command cannot be read as what it should be."""


class RefusedError(BillingError):
    """A billing rule forbids the step: a closed period, a batch out of balance."""
