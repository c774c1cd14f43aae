"""Secrets that a command changes, and clients that it removes, as a running server sees it."""

from cardea.tokens import assert_dead, assert_tokens, token_error
from cardea.waiting import eventually


class TestRotation:
    def test_both_secrets_work_while_they_overlap(self, server):
        application = server.add_client()
        rotated = server.commands.json("client", "rotate-secret", application.client_id, "--overlap", "24h")
        assert rotated["client_secret"] != application.client_secret
        eventually(
            lambda: application.client_credentials(client_secret=rotated["client_secret"]).status_code == 200,
            within=1.0,
        )
        assert_tokens(application.client_credentials())

    def test_without_an_overlap_the_old_secret_ends_within_a_second(self, server):
        application = server.add_client()
        rotated = server.commands.json("client", "rotate-secret", application.client_id, "--overlap", "0")
        eventually(lambda: token_error(application.client_credentials()) == "invalid_client", within=1.0)
        assert_tokens(application.client_credentials(client_secret=rotated["client_secret"]))


def test_removing_a_client_ends_its_tokens_within_a_second(server, signed_in):
    doomed = server.add_client(name="Doomed")
    watcher = server.add_client(name="Watcher", metadata={"may_introspect": True})
    tokens = doomed.tokens(signed_in)
    assert watcher.is_active(tokens["access_token"])

    server.commands.json("client", "remove", doomed.client_id)

    eventually(lambda: token_error(doomed.refresh(tokens["refresh_token"])) == "invalid_client", within=1.0)
    assert_dead(watcher, tokens["access_token"])
    assert not watcher.is_active(tokens["refresh_token"])
