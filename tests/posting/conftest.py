"""The story fixture: a test's own docstring is its paperwork."""

import pytest

from tests.posting.story import Story


@pytest.fixture
def story(request: pytest.FixtureRequest) -> Story:
    """The paperwork of the test that asks for it."""
    return Story(request.function.__doc__)
