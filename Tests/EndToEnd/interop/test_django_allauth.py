"""django-allauth, as docs/connecting sets it up."""

from cardea.django_site import SignsPeopleIn, django_site
from cardea.visitor import Visitor

site = django_site("django-allauth", "https://shop.example.com")


class TestAllauth(SignsPeopleIn):
    def enter(self, site, visitor, decision="allow"):
        """Presses the button of allauth's own page, and does what comes after it."""
        page = visitor.open(site.page("/accounts/oidc/cardea/login/"))
        [form] = page.forms
        return visitor.walk(visitor.submit(form), decision)

    def test_the_same_person_finds_the_same_account_again(self, site, server, user):
        accounts = [site.account(self.enter(site, Visitor(server, user))) for _ in range(2)]
        assert accounts == [{"username": user.username, "email": user.email}] * 2
