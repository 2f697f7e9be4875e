"""Settings: the only reader of the environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent.parent


class Settings(BaseSettings):
    """What a run can be told through environment variables of the same names in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True)

    store: Literal["embedded", "neo4j"] = Field("embedded", description="Where answers come from.")
    releases: Path = Field(ROOT / "releases", description="Folder of the releases.")
    release: str | None = Field(None, description="Id of the release served; else the latest.")
    documents: Path | None = Field(
        None, description="Folder with the texts of the documents, for quotes and checks."
    )
    tables: Path = Field(
        ROOT / "loaders" / "data", description="Folder of the curated tables, to offer them."
    )
    reports: str = Field(
        "",
        description="Address where errors are reported; {title} and {text} in it are filled in.",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, description="Port the server listens on.", ge=0, le=65535)
    neo4j_uri: str = Field("bolt://127.0.0.1:7687", description="Address of Neo4j.")
    neo4j_user: str = Field("neo4j", description="User of Neo4j.")
    neo4j_password: str = Field("", description="Password of Neo4j; empty: no authentication.")
    neo4j_password_file: Path | None = Field(
        None, description="File that holds the password of Neo4j; goes before the password."
    )
    neo4j_reader: str = Field("reader", description="Account the loader makes for readers.")
    neo4j_reader_password_file: Path | None = Field(
        None, description="File that holds the readers' password; without it no account is made."
    )
    max_body_bytes: int = Field(65_536, description="Largest body of a request, in bytes.", gt=0)
    max_tokens: int = Field(2_000, description="Most tokens of an operation.", gt=0)
    max_depth: int = Field(16, description="Deepest nesting of fields of an operation.", gt=0)
    max_aliases: int = Field(60, description="Most aliases of an operation.", gt=0)
    max_directives: int = Field(60, description="Most directives of an operation.", ge=0)
    max_cost: int = Field(
        5_000_000, description="Highest cost of an operation: values shown and looked at.", gt=0
    )
    checked_cost: int = Field(
        1_000,
        description="Up to which cost an answer from memory says by itself where it is not all.",
        ge=0,
    )
    max_answer_bytes: int = Field(
        20_000_000, description="Largest answer to a question, in bytes.", gt=0
    )
    max_sending_bytes: int = Field(
        100_000_000, description="Most bytes of large answers that are being sent at once.", gt=0
    )
    max_concurrent: int = Field(32, description="Most questions answered at once.", gt=0)
    requests_per_minute: int = Field(
        3_000, description="Most requests of a client in a minute; 0: any number.", ge=0
    )
    sparql_processes: int = Field(12, description="Most SPARQL queries at a time.", gt=0)
    sparql_seconds: float = Field(10.0, description="Longest time for a SPARQL query.", gt=0)
    sparql_waiting_seconds: float = Field(
        2.0, description="Longest wait of a SPARQL query for its turn.", gt=0
    )
    sparql_megabytes: int = Field(
        1024, description="Most memory of a SPARQL query, the data included.", gt=0
    )
    sparql_answer_bytes: int = Field(
        20_000_000, description="Largest answer to a SPARQL query.", gt=0
    )
    receive_seconds: float = Field(
        10.0, description="Longest time for the head of a request, and for its body.", gt=0
    )
    idle_seconds: float = Field(
        5.0, description="Longest time between two requests on a connection.", gt=0
    )
    send_seconds: float = Field(
        20.0, description="Longest time in which a client takes nothing of its answer.", gt=0
    )
    max_connections: int = Field(
        900, description="Most connections; many systems have 1,024 files for a process.", gt=0
    )
    max_connections_of_client: int = Field(
        200, description="Most connections of a client that is no trusted proxy.", gt=0
    )
    trusted_hosts: str = Field(
        "",
        description="Names, with commas, by which the server may be asked; empty: any, but those "
        "of this machine where it alone reaches a server with documents.",
    )
    allowed_origins: str = Field(
        "",
        description="Origins, with commas, whose pages may ask; *: any; empty: any, but none "
        "where there are documents.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses, with commas, of proxies whose X-Forwarded-For is believed.",
    )
    timeout_seconds: float = Field(10.0, description="Longest time to answer in, in seconds.", gt=0)

    def password(self) -> str:
        """Password of Neo4j, from its file where one is set."""
        if self.neo4j_password_file is not None:
            return self.neo4j_password_file.read_text("utf-8").strip()
        return self.neo4j_password

    def reader_password(self) -> str:
        """Password of the account for readers; empty where none is to be made."""
        if self.neo4j_reader_password_file is None:
            return ""
        return self.neo4j_reader_password_file.read_text("utf-8").strip()
