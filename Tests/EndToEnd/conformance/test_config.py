"""Config OP: `oidcc-config-certification-test-plan`, discovery with a static client."""

import re

import pytest

from . import checks

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")


@pytest.fixture(scope="module")
def metadata(server):
    return checks.configuration(server)


def test_oidcc_discovery_endpoint_verification(server, metadata):
    checks.keys(server, metadata)
    for name in metadata:
        if name.endswith("_endpoint") or name == "jwks_uri":
            checks.https(metadata, name)
    assert not {"", None} & {value for value in metadata.values() if isinstance(value, (str, type(None)))}
    assert [] not in metadata.values()
    assert metadata["response_types_supported"] == ["code"]
    assert metadata["subject_types_supported"] and set(metadata["subject_types_supported"]) <= {"public", "pairwise"}
    assert "RS256" in metadata["id_token_signing_alg_values_supported"]
    assert "RS256" in metadata["userinfo_signing_alg_values_supported"]
    assert "RS256" in metadata["request_object_signing_alg_values_supported"]
    for name in ("claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported"):
        assert metadata[name] is True
    assert {"sub", "name", "email", "phone_number", "address"} <= set(metadata["claims_supported"])
    assert "authorization_code" in metadata["grant_types_supported"]
    assert "openid" in metadata["scopes_supported"]
    assert all(re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", scope) for scope in metadata["scopes_supported"])
    for name in ("ui_locales_supported", "claims_locales_supported"):
        assert all(LANGUAGE.fullmatch(tag) for tag in metadata.get(name, ()))
    assert metadata["code_challenge_methods_supported"] == ["S256"]
