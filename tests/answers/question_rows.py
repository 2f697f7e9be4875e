"""Rows of the worked questions whose operation makes several tables, or one that reads badly."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
Row = tuple[str, ...]


def partner_rows(data: Json) -> Iterator[Row]:
    for instrument in data["instruments"]["nodes"]:
        for provision in instrument["provisions"]["nodes"]:
            for edge in provision["assignments"]["edges"]:
                node = edge["node"]
                yield (
                    instrument["title"],
                    text(instrument["date"]),
                    word(provision["force"]),
                    node["agent"]["name"],
                    word(node["role"]),
                    text(node["rolePrinted"]),
                    name(node["via"]),
                    locators(edge),
                )


def chair_rows(data: Json) -> Iterator[Row]:
    event = data["event"]
    for edge in event["participations"]["edges"]:
        node = edge["node"]
        yield (
            node["agent"]["name"],
            several(one["form"] for one in node["agent"]["designations"]["nodes"]),
            name(node["office"]),
            node["rolePrinted"],
            event["when"],
            event["place"],
            locators(edge),
        )


def study_rows(data: Json) -> Iterator[Row]:
    for item in data["planItems"]["nodes"]:
        for edge in item["assignments"]["edges"]:
            node = edge["node"]
            yield (
                item["number"],
                item["title"],
                item["when"],
                node["agent"]["name"],
                word(node["role"]),
                node["rolePrinted"],
                name(node["via"]),
                locators(edge),
            )


def child_labour_rows(data: Json) -> Iterator[Row]:
    for provision in data["provisions"]["nodes"]:
        for edge in provision["assignments"]["edges"]:
            node = edge["node"]
            yield (
                provision["number"],
                word(provision["force"]),
                names(provision["implements"]),
                names(provision["through"]),
                node["agent"]["name"],
                word(node["role"]),
                node["rolePrinted"],
                locators(edge),
            )


def tasking_rows(data: Json) -> Iterator[Row]:
    for edge in data["instrument"]["provisions"]["edges"]:
        provision = edge["node"]
        for assignment in provision["assignments"]["nodes"]:
            yield (
                provision["number"],
                names(provision["implements"]),
                names(provision["through"]),
                names(provision["outputs"]),
                text(provision["due"]),
                assignment["agent"]["name"],
                word(assignment["role"]),
                assignment["rolePrinted"],
                locators(edge),
            )


def forum_rows(data: Json) -> Iterator[Row]:
    for event in data["events"]["nodes"]:
        for edge in event["participations"]["edges"]:
            node, evidence = edge["node"], edge["evidence"]
            yield (
                str(event["ordinal"]),
                event["name"],
                event["when"],
                node["agent"]["name"],
                node["rolePrinted"],
                several(word(one["certainty"]) for one in evidence),
                several(word(one["reading"]["method"]) for one in evidence),
                locators(edge),
            )


def ratification_rows(data: Json) -> Iterator[Row]:
    for convention in data["conventions"]["nodes"]:
        for edge in convention["ratifications"]["edges"]:
            node, evidence = edge["node"], edge["evidence"]
            yield (
                word(convention["category"]),
                str(convention["conventionNumber"]),
                node["state"]["name"],
                word(node["status"]),
                several(word(one["certainty"]) for one in evidence),
            )


def action_rows(data: Json) -> Iterator[Row]:
    shared = data["shared"]["nodes"]
    for group in data["responsible"]["groupBy"]:
        body = group["key"]["node"]["name"]
        yield (
            str(data["actions"]["totalCount"]),
            body,
            str(group["count"]),
            several(one["title"] for one in shared if body in responsible(one)),
        )


def responsible(provision: Json) -> list[str]:
    return [one["agent"]["name"] for one in provision["assignments"]["nodes"]]


def text(value: str | None) -> str:
    return value or ""


def word(token: str | None) -> str:
    """A term in small letters, as the vocabulary labels it."""
    return text(token).lower().replace("_", " ")


def name(thing: Json | None) -> str:
    return thing["name"] if thing else ""


def names(connection: Json) -> str:
    return several(node["name"] for node in connection["nodes"])


def locators(edge: Json) -> str:
    return several(one["locator"] for one in edge["evidence"])


def several(values: Iterable[str]) -> str:
    return "; ".join(sorted(set(values)))
