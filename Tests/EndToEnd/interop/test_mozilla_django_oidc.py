"""mozilla-django-oidc, as docs/connecting sets it up."""

from cardea.django_site import SignsPeopleIn, django_site
from cardea.visitor import Visitor

site = django_site("mozilla-django-oidc", "https://wiki.example.com")


class TestMozilla(SignsPeopleIn):
    def enter(self, site, visitor, decision="allow"):
        return visitor.visit(site.page("/oidc/authenticate/"), decision=decision)

    def test_it_binds_the_id_token_to_the_request(self, site, server, user):
        visitor = Visitor(server, user)
        self.enter(site, visitor)
        [(_, request), *_] = visitor.requests_to("/oauth")
        assert request["nonce"]
