"""aider, which is told to change a file in a git repository, and does what the model says."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from chatledger import URL, Account

account = Account("aider-chat", version("aider-chat"))
home = Path(sys.argv[1])
environment = {
    "PATH": os.environ["PATH"],
    "HOME": str(home),
    "OPENAI_API_BASE": f"{URL}/v1",
    "OPENAI_API_KEY": account.key,
    "HTTPS_PROXY": "http://127.0.0.1:9",  # nobody is there: it reaches us and nothing else
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "GIT_CONFIG_NOSYSTEM": "1",
}
# What it would ask the network for.
facts = {"openai/scripted": {"max_tokens": 4096, "max_input_tokens": 32768, "mode": "chat"}}
(home / "facts.json").write_text(json.dumps(facts))
OPTIONS = ["--model", "openai/scripted", "--weak-model", "openai/scripted", "--edit-format", "diff"]
OPTIONS += ["--model-metadata-file", str(home / "facts.json"), "--yes-always", "--no-check-update", "--no-analytics"]
OPTIONS += ["--no-show-release-notes", "--no-gitignore", "--no-pretty"]


def git(folder, *command):
    return subprocess.check_output(["git", *command], cwd=folder, env=environment, text=True).strip()


def edited(name, *options):
    """A repository in which it was asked to change a file."""
    folder = home / name
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "config", "user.name", "Ada")
    git(folder, "config", "user.email", "ada@example.org")
    (folder / "greeting.py").write_text('print("Hello")\n')
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Greet")
    command = [sys.executable, "-m", "aider", *OPTIONS, *options, "--message", "Greet Ada.", "greeting.py"]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    assert (folder / "greeting.py").read_text() == 'print("Hello, Ada")\n'
    return folder


whole = edited("whole", "--no-stream", "--no-auto-commits")
assert git(whole, "log", "--format=%s") == "Greet"
account.shows("a file changed by SEARCH/REPLACE blocks, whole", 1)

streamed = edited("streamed")
assert git(streamed, "log", "-1", "--format=%s") == "Hello, I see 0 pictures."
assert not git(streamed, "status", "--short", "--untracked-files=no")
account.shows("the same streamed, and committed with a message that the model wrote", 2)
