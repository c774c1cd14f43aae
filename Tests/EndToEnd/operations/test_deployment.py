"""The unit, the image, the compose file and the manifests of Examples/Deployment, as far as they can be run without what runs them."""

import ctypes.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import kubernetes_validate
import pytest
import requests
import yaml

from cardea import confined
from cardea.browser import Browser
from cardea.commands import REPOSITORY, binary, clean_environment
from cardea.server import Server

EXAMPLES = REPOSITORY / "Examples/Deployment"
KUBERNETES = "1.34"
SAFE = 2.0  # of 10, where `systemd-analyze security` says how much a service is exposed


# systemd


@pytest.fixture(scope="module")
def unit():
    return (EXAMPLES / "cardea.service").read_text()


def analyze(*arguments):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: install systemd")
    command = ["systemd-analyze", "--no-pager", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_the_unit_is_hardened(unit):
    done = analyze("security", "--offline=true", EXAMPLES / "cardea.service")
    exposure = re.search(r"exposure level for cardea\.service: ([\d.]+)", done.stdout)
    assert exposure and float(exposure[1]) < SAFE, done.stdout + done.stderr


def test_systemd_understands_the_unit(unit, tmp_path):
    here = tmp_path / "cardea.service"
    here.write_text(unit.replace("/usr/local/bin/cardea", binary()))
    done = analyze("verify", "--man=no", here)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_of_the_unit_starts_a_server_that_obeys_it(unit, start):
    command, *arguments = re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE)[1].split()
    assert (Path(command).name, arguments[0]) == ("cardea", "serve")
    assert set(arguments[1::2]) == {"--config", "--data"}  # those with which the harness starts it too
    server = start(config=(REPOSITORY / "Examples/Proxies/cardea.yaml").read_text())
    assert re.search(r"^ExecReload=/bin/kill -HUP \$MAINPID$", unit, re.MULTILINE)
    server.hang_up()
    assert requests.get(f"{server.url}/readyz", timeout=30).status_code == 200
    assert server.stop() == 0


def test_the_server_works_with_the_system_calls_of_the_unit(tmp_path, monkeypatch):
    """With the filter itself, as far as that can be without systemd."""
    analyze("syscall-filter", "@system-service")
    if ctypes.util.find_library("seccomp") is None:
        pytest.skip("libseccomp is missing: install libseccomp2")
    program = tmp_path / "cardea"
    command = [sys.executable, confined.__file__, str(EXAMPLES / "cardea.service"), binary()]
    program.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr("cardea.server.binary", lambda: str(program))
    server = Server(tmp_path).start()
    try:
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
        tokens = server.add_client(scope="openid offline_access").tokens(Browser(server, server.add_user()))
        assert tokens["refresh_token"]
        server.hang_up()
        assert requests.get(f"{server.url}/readyz", timeout=30).status_code == 200
    finally:
        server.finish()


# Kubernetes


@pytest.fixture(scope="module")
def manifests():
    documents = yaml.safe_load_all((EXAMPLES / "kubernetes.yaml").read_text())
    return {document["kind"]: document for document in documents}


@pytest.fixture(scope="module")
def pod(manifests):
    return manifests["StatefulSet"]["spec"]["template"]


@pytest.fixture(scope="module")
def container(pod):
    [container] = pod["spec"]["containers"]
    return container


def test_the_manifests_have_the_fields_that_kubernetes_knows(manifests):
    assert set(manifests) == {"ConfigMap", "StatefulSet", "Service", "Ingress"}
    for document in manifests.values():
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


def test_a_field_that_it_does_not_know_is_noticed(manifests):
    wrong = {**manifests["Service"], "specification": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)


def test_the_manifests_name_each_other(manifests, pod, container):
    [port] = container["ports"]
    [served] = manifests["Service"]["spec"]["ports"]
    [rule] = manifests["Ingress"]["spec"]["rules"]
    [path] = rule["http"]["paths"]
    stateful = manifests["StatefulSet"]["spec"]
    assert served["targetPort"] == port["name"]
    assert path["backend"]["service"] == {"name": manifests["Service"]["metadata"]["name"], "port": {"name": served["name"]}}
    labels = pod["metadata"]["labels"]
    assert stateful["selector"]["matchLabels"] == manifests["Service"]["spec"]["selector"] == labels
    claims = [claim["metadata"] for claim in stateful["volumeClaimTemplates"]]
    volumes = {volume["name"] for volume in pod["spec"]["volumes"] + claims}
    assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    assert stateful["replicas"] == 1


def test_the_container_starts_and_answers_its_probes(manifests, container, tmp_path):
    """With the configuration of the ConfigMap, and a key as the head of the file makes it."""
    lines = (EXAMPLES / "kubernetes.yaml").read_text().splitlines()
    [make] = [line.lstrip("# ") for line in lines if line.startswith("#     key=")]
    key = subprocess.run(["bash", "-c", f'{make}; printf %s "$key"'], capture_output=True, text=True, check=True).stdout
    environment = {entry["name"]: entry.get("value", key) for entry in container["env"]}
    assert set(environment) == {"CARDEA_CONFIG", "CARDEA_DATA", "CARDEA_MASTER_KEY"} and container["args"] == ["serve"]
    del environment["CARDEA_DATA"]
    config = manifests["ConfigMap"]["data"][Path(environment.pop("CARDEA_CONFIG")).name]
    server = Server(tmp_path, config=config, environment=environment).start()
    try:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            path = container[probe]["httpGet"]["path"]
            assert requests.get(server.url + path, timeout=30).status_code == 200
        assert not (server.data / "master.key").exists()
    finally:
        server.finish()


# Docker


@pytest.fixture(scope="module")
def image():
    return (EXAMPLES / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((EXAMPLES / "compose.yaml").read_text())["services"]


def test_the_compose_file_has_the_fields_that_compose_knows():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, EXAMPLES / "compose.yaml"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_server_takes_the_settings_of_the_compose_file(services, tmp_path):
    environment = clean_environment(services["cardea"]["environment"])
    command = [binary(), "config", "check", "--strict", "--data", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_proxy_of_the_compose_file_is_the_one_of_the_examples(services):
    [mount] = [volume for volume in services["caddy"]["volumes"] if "Caddyfile" in volume]
    assert (EXAMPLES / mount.split(":")[0]).resolve() == REPOSITORY / "Examples/Proxies/Caddyfile"
    assert services["caddy"]["environment"]["CARDEA"] == "cardea:8080"


def test_the_image_has_the_libraries_that_the_executable_needs(image):
    named = re.search(r"on Debian 12 +apt-get install ([^\"]+)\"", (REPOSITORY / "scripts/dist").read_text())[1]
    installed = re.search(r"--no-install-recommends ([^\\\n]+)", image)[1]
    assert set(installed.split()) == {*named.split(), "ca-certificates"}


def test_the_head_of_the_unit_says_all_that_an_installation_needs(unit, tmp_path):
    named = re.search(r"on Debian 12 +apt-get install ([^\"]+)\"", (REPOSITORY / "scripts/dist").read_text())[1]
    steps = [line.lstrip("# ") for line in unit.splitlines() if line.startswith("#     ")]
    libraries, user, program, settings, file, reload, check, enable, account = map(shlex.split, steps)
    assert set(libraries[2:]) == set(named.split())
    assert (user[0], user[-1]) == ("adduser", "cardea") and program[-1] == "/usr/local/bin/cardea"
    assert settings[settings.index("-m") + 1] == "640" and settings[-1] in unit.split("ExecStart=")[1]
    assert (REPOSITORY / file[-2]).exists() and file[-1] == "/etc/systemd/system/cardea.service"
    assert (reload[0], enable[0]) == ("systemctl", "systemctl")
    (tmp_path / "cardea.yaml").write_text("issuer: https://auth.example.com\n")
    places = {"/etc/cardea/": f"{tmp_path}/", "/var/lib/cardea": str(tmp_path / "data")}
    for command in (check, account[account.index("cardea", 2) + 1 :]):
        line = " ".join(word for word in command if word != "cardea")
        for old, new in places.items():
            line = line.replace(old, new)
        done = subprocess.run([binary(), *line.split()], input="a long password", capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{line}: {done.stderr}"


def test_everything_speaks_of_the_same_image(image, services, container, pod):
    assert services["cardea"]["image"] == container["image"]
    assert f"-t {container['image']} " in image
    version = subprocess.run([binary(), "version"], capture_output=True, text=True, timeout=30).stdout
    assert container["image"].split(":")[1] in version
    security = pod["spec"]["securityContext"]
    assert f"USER {security['runAsUser']}:{security['runAsGroup']}" in image
    data = re.search(r"CARDEA_DATA=(\S+)", image)[1]
    [volume] = [mount["mountPath"] for mount in container["volumeMounts"] if mount["name"] == "data"]
    assert data == volume == services["cardea"]["volumes"][0].split(":")[1]
    [inside] = [entry["value"] for entry in container["env"] if entry["name"] == "CARDEA_DATA"]
    assert Path(inside).parent == Path(volume)
