"""Requests that arrive at one moment."""

import http.client
import json
import socket
from urllib.parse import urlencode


class Answer:
    """What came back on one of the connections."""

    def __init__(self, response):
        self.status_code = response.status
        self.headers = dict(response.getheaders())
        self.text = response.read().decode()

    def json(self):
        return json.loads(self.text)


def token_request(server, fields, path="/v1/auth/oauthtoken"):
    """The bytes of a token request on a connection of its own."""
    body = urlencode({name: value for name, value in fields.items() if value is not None}).encode()
    host, port = server.address
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def all_at_once(server, requests):
    """Sends every request but for its last byte on an open connection, then all the last bytes; returns the answers."""
    connections = [socket.create_connection(server.address, timeout=60) for _ in requests]
    try:
        for connection, request in zip(connections, requests):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(request[:-1])
        for connection, request in zip(connections, requests):
            connection.sendall(request[-1:])
        answers = []
        for connection in connections:
            response = http.client.HTTPResponse(connection)
            response.begin()
            answers.append(Answer(response))
        return answers
    finally:
        for connection in connections:
            connection.close()
