"""Form Post OP: `oidcc-formpost-basic-certification-test-plan`.

The suite runs the modules of its Basic plan again with `response_mode=form_post`, and so does this file: pytest finds
them here by their names, and `Party` then takes no answer but a page that posts itself to the redirect URI.
"""

import pytest

from .test_basic import *  # noqa: F403  (the plan is the other plan's modules)


@pytest.fixture(scope="module")
def response_mode():
    return "form_post"
