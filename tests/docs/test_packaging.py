"""What a fresh machine starts from: pins, licences, the files of the containers."""

import json
import re
import tomllib
from typing import Any

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement

from loaders.neo4j.install import VERSIONS
from tests.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
DEPENDENCIES = PROJECT["project"]["dependencies"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LOCKED = {
    "serve.txt": DEPENDENCIES,
    "dev.txt": DEPENDENCIES + GROUPS["dev"],
    "neo4j-server.txt": GROUPS["neo4j-server"],
}


def read_pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_file_satisfies_the_project(name: str) -> None:
    pins = read_pins(name)
    unmet = [
        dependency
        for dependency in map(Requirement, LOCKED[name])
        if not dependency.specifier.contains(pins.get(dependency.name, "0"))
    ]
    assert unmet == [], "run `make lock`"


@pytest.mark.parametrize("name", LOCKED)
def test_each_pin_has_a_hash_and_no_place_to_come_from(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert len(read_pins(name)) == len(
        re.findall(r"^\S+==.*\\\n +--hash=sha256:", text, re.MULTILINE)
    )
    assert re.findall(r"://|--(?:find-links|(?:extra-)?index-url)| @ ", text) == []


def test_tests_run_on_what_is_served() -> None:
    assert read_pins("serve.txt").items() <= read_pins("dev.txt").items()


def test_no_wheel_is_built_of_modules_named_as_those_of_others() -> None:
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"] == {"bypass-selection": True}


def test_both_licences_are_here_in_full() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert "Section 8 – Interpretation" in (ROOT / "LICENSES/CC-BY-4.0.txt").read_text("utf-8")


def test_the_citation_has_the_version_and_licences_of_the_project() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = PROJECT["project"]
    assert citation["version"] == project["version"]
    assert " AND ".join(citation["license"]) == project["license"]


def test_compose_is_valid_by_the_schema_of_the_specification() -> None:
    schema = json.loads((ROOT / "tests/docs/compose/compose-spec.json").read_bytes())
    jsonschema.Draft7Validator(schema).validate(COMPOSE)


def test_compose_starts_neo4j_then_the_loader_then_the_api() -> None:
    assert list(SERVICES) == ["neo4j", "loader", "bolt-proxy", "api"]
    healthy = {"neo4j": {"condition": "service_healthy"}}
    assert [healthy] * 2 == [SERVICES[name]["depends_on"] for name in ("loader", "bolt-proxy")]
    assert SERVICES["api"]["depends_on"]["loader"] == {
        "condition": "service_completed_successfully"
    }
    assert SERVICES["loader"]["restart"] == "no"


def test_compose_runs_the_neo4j_we_test() -> None:
    assert SERVICES["neo4j"]["image"] == f"neo4j:{VERSIONS[0]}-community"


def test_compose_keeps_bolt_private_and_the_api_on_this_machine() -> None:
    assert COMPOSE["networks"]["store"] == {"internal": True}
    assert ["api"] == [n for n, s in SERVICES.items() if s["networks"] != ["store"]]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["api"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["api"]["ports"])


def test_compose_has_no_password_of_its_own() -> None:
    names = ("neo4j_password", "reader_password")
    assert {name: {"file": f"./secrets/{name}"} for name in names} == COMPOSE["secrets"]
    variables = [v for s in SERVICES.values() for v in s.get("environment", ())]
    assert [name for name in variables if re.search("AUTH$|PASSWORD$", name)] == []


def test_the_api_has_no_password_but_the_readers() -> None:
    assert {"neo4j": ["neo4j_password"], "api": ["reader_password"]} == {
        name: SERVICES[name]["secrets"] for name in ("neo4j", "api")
    }
    assert "secrets" not in SERVICES["bolt-proxy"]


def test_each_service_is_bounded_and_watched() -> None:
    for name, service in SERVICES.items():
        assert {"cpus", "mem_limit", "pids_limit"} <= service.keys()
        assert name == "loader" or "healthcheck" in service


def test_containers_drop_what_they_do_not_need() -> None:
    assert SERVICES["neo4j"]["user"] == "7474:7474"
    assert all(service["cap_drop"] == ["ALL"] for service in SERVICES.values())
    assert re.search(r"^USER \d+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
