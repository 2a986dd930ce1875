"""An account of its own for each client, and whether what it did cost what it should have."""

import json
import os
import urllib.request
import uuid

URL = os.environ["CHATLEDGER_URL"]
MESSAGE_PRICE = 100
WELCOME_TOKENS = 4000


def call(path, body=None, token=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(URL + path, data, headers)) as response:
        return json.load(response)


class Account:
    def __init__(self, client, version):
        self.client = f"`{client}` {version}"
        name = f"python-{uuid.uuid4()}"
        token = call("/api/register", {"username": name, "password": "correct horse"})["token"]
        self.key = call("/api/user/keys", {"scopes": ["chat", "read"]}, token)["key"]
        self.paid = 0

    def tokens(self):
        return call("/api/tokens", token=self.key)["tokens"]

    def shows(self, what, messages):
        """That it works, and cost as much as it should have."""
        self.paid += messages * MESSAGE_PRICE
        left = WELCOME_TOKENS - self.paid
        assert self.tokens() == left, (what, self.tokens(), left)
        print(f"| {self.client} | {what} |", flush=True)
