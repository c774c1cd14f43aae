"""A hub without notebooks; the settings of docs/connecting come below."""

import os

from jupyterhub.proxy import Proxy

ADDRESS = f"http://127.0.0.1:{os.environ['PORT']}"


class NoProxy(Proxy):
    """The hub answers by itself: nobody starts a notebook here, so there is nothing to route."""

    should_start = False
    routes = {}

    async def get_all_routes(self):
        return self.routes

    async def add_route(self, routespec, target, data):
        self.routes[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec):
        self.routes.pop(routespec, None)


c = get_config()  # noqa: F821, JupyterHub's own
c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.bind_url = c.JupyterHub.hub_bind_url = ADDRESS
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.default_url = "/hub/home"

