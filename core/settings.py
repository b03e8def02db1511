"""Settings from the environment (`SOAT_…`), checked once at the edge; the only reader of the environment."""

import os
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_ROOT = Path(__file__).resolve().parent.parent


def _slots_dir() -> Path:
    return Path(tempfile.gettempdir(), f"soat-slots-{os.getuid()}")


class Settings(BaseSettings):
    """Limits and places. Each can be set as an environment variable, for example `SOAT_WORKERS=2`."""

    model_config = SettingsConfigDict(env_prefix="SOAT_", frozen=True, extra="ignore")

    data_dir: Path = Field(default=_ROOT / "data", description="knowledge tables, campaigns, samples")
    workers: int = Field(default=0, ge=0, description="worker processes; 0 is one for each core")
    seconds_per_file: float = Field(default=900.0, gt=0, description="time limit for reading one file, in seconds")
    busy_seconds: float = Field(default=10.0, gt=0, description="processor time for a file, or a program called for it")
    seconds_per_page: float = Field(default=10.0, gt=0, description="processor time for recognising one page")
    megabytes_per_file: int = Field(default=600, gt=100, description="data that a worker may hold in memory, in MiB")
    max_bytes: int = Field(default=200_000_000, gt=0, description="largest file that is read, in bytes")
    max_members: int = Field(default=500, gt=0, description="most files inside one archive or e-mail")
    max_depth: int = Field(default=3, ge=1, description="how deep containers may lie in each other")
    ocr_dpi: int = Field(default=300, ge=72, le=600, description="resolution at which pages are drawn for recognition")
    ocr_pages: int = Field(
        default=0, ge=0, description="pages recognised at a time on this machine; 0 is one for each core"
    )
    office_programs: int = Field(
        default=0, ge=0, description="LibreOffices open at a time on this machine; 0 is one for each core"
    )
    slots_dir: Path = Field(
        default_factory=_slots_dir,
        description="folder of locks that workers share: one for each page and each LibreOffice at work",
    )
    cache_dir: Path | None = Field(default=None, description="folder of what tesseract said; a run takes OUT/cache/ocr")
    settle_seconds: float = Field(default=2.0, ge=0, description="a file younger than this is left for the next run")
    database: str = Field(default="", description="database URL; empty is SQLite in OUT/soat.db")
    scheduler: str = Field(
        default="",
        description="address of a Dask cluster's scheduler, such as tcp://10.0.0.5:8786; empty: this machine alone",
    )

    proxy_user_header: str = Field(
        default="",
        description="header in which a single sign-on proxy on this machine names the user; empty: none is believed",
    )

    @property
    def tables_dir(self) -> Path:
        """Return the folder of knowledge tables."""
        return self.data_dir / "tables"

    @property
    def default_campaign(self) -> Path:
        """Return the folder of the campaign that is taken where none is named."""
        return self.data_dir / "campaigns" / "tuyen-quang-dan-van-2024"


class Notices(BaseSettings):
    """Where a run's end is told; nowhere unless `mail_to` or `webhook` is set. Workers, which open foreign files, never get it."""

    model_config = SettingsConfigDict(env_prefix="SOAT_", frozen=True, extra="ignore")

    mail_to: tuple[str, ...] = Field(default=(), description='addresses, as `["a@coquan.vn", "b@coquan.vn"]`')
    mail_from: str = Field(default="soat@localhost", description="sender's address")
    smtp_host: str = Field(default="localhost", description="server that takes the mail")
    smtp_port: int = Field(default=25, gt=0, lt=65536, description="its port")
    smtp_security: Literal["none", "starttls", "tls"] = Field(default="none", description="how it is spoken to")
    smtp_user: str = Field(default="", description="name at the server; empty: none is asked for")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="password at the server")
    webhook: HttpUrl | None = Field(default=None, description="address to which a summary is posted as JSON")


def stay_offline() -> None:
    """Switch off what Prefect would send home, and let its server start slowly; set before Prefect is imported."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")  # 20 are too few on a busy machine
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")


def use_prefect_server(url: str, home: Path) -> None:
    """Name the server that Prefect here, and in programs that we start, is to ask, and where it keeps its own files."""
    os.environ.update(PREFECT_API_URL=url, PREFECT_HOME=str(home))


def environment_with(settings: Settings) -> dict[str, str]:
    """Return the environment for a program of ours that this one starts: its own, and the database that it was told."""
    return {**os.environ, **({"SOAT_DATABASE": settings.database} if settings.database else {})}
