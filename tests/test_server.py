"""One Chroma server, several processes and machines: each sees the switch, failures are named, and pass."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from unittest.mock import Mock

import httpx
import numpy as np
import pytest
from chromadb import errors

from assistant import history, status
from assistant import index as versions
from assistant.engines import chroma_server, lease, shared
from assistant.engines.chroma_server import ChromaServer
from assistant.engines.lease import Lease
from assistant.engines.server_store import open_on
from assistant.engines.shared import LOOK, SharedVersions
from assistant.engines.vectors import open_chroma
from assistant.errors import (
    EmbedderError,
    IndexDamaged,
    IndexFault,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnreachable,
)
from assistant.index import Index
from assistant.retrieve import Retriever
from assistant.settings import Settings, load_settings
from assistant.wire import ready_index
from tests.chroma_run import ChromaRun, connected
from tests.fakes import FakeEmbedder
from tests.small_site import TEXTS, Site, silent

QUESTIONS = ("Do farmers get weather reports?", "What do doctors do?", "Who sees prices on a phone?")
READER = """
import sys, time
from pathlib import Path
from assistant.engines.server_store import open_on
from assistant.engines.shared import SharedVersions
from assistant.index import Index
from assistant.retrieve import Retriever
from tests.chroma_run import ChromaServer
from tests.fakes import FakeEmbedder

server = ChromaServer(sys.argv[1], database=sys.argv[2])
index = Index(Path(sys.argv[3]), open_on(server), "fake", SharedVersions(server))
for question in sys.stdin:
    found = Retriever(index, FakeEmbedder()).find(question.strip(), "en", 1)
    print(found.version, found.hits[0].passage.text, flush=True)
"""


BUILDER = """
import sys, time
from pathlib import Path
from tests.chroma_run import ChromaServer
from tests.test_server import SharedVersions, Site, open_on

server = ChromaServer(sys.argv[1], database=sys.argv[2])
site = Site(Path(sys.argv[3]), open_on(server), shared=SharedVersions(server))

def hang(version, build):
    print("written", flush=True)
    time.sleep(60)

site.shared.publish = hang
site.build()
"""


class Machine(Site):
    """A site whose index is on a server; each has a folder and a connection of its own."""

    @classmethod
    def on(cls, root: Path, running: ChromaRun, database: str = "") -> "Machine":
        root.mkdir()
        server = connected(running, database)
        machine = cls(root, open_on(server), shared=SharedVersions(server))
        machine.server = server
        machine.write(TEXTS, before="---\ntitle: T\n---\n")
        return machine

    server: ChromaServer

    def names(self) -> list[str]:
        with self.server.named():
            return [item.name for item in self.server.collections()]

    def listed(self) -> list[history.Kept]:
        return history.listed(self.index, self.shared)

    def roll_back(self, version: str | None = None) -> str:
        return history.roll_back(self.index, version, "fake", self.open_store, 0, self.shared).version


@pytest.fixture
def database(chroma_run: ChromaRun, request: pytest.FixtureRequest) -> str:
    return chroma_run.database(f"test-{abs(hash(request.node.nodeid))}")


@pytest.fixture
def one(tmp_path: Path, chroma_run: ChromaRun, database: str) -> Machine:
    return Machine.on(tmp_path / "one", chroma_run, database)


@pytest.fixture
def two(tmp_path: Path, chroma_run: ChromaRun, database: str) -> Machine:
    return Machine.on(tmp_path / "two", chroma_run, database)


def look(index: Index) -> str:
    with index.snapshot() as snapshot:
        assert {language: rows.count() for language, rows in snapshot.rows.items()} == snapshot.manifest.rows
        return snapshot.manifest.version


def soon(index: Index, version: str) -> None:
    """Check that a reader is on a version within what it may take to see a switch."""
    until = time.monotonic() + 2 * LOOK
    while look(index) != version:
        assert time.monotonic() < until
        time.sleep(0.05)


def silent_say(_: str) -> None:
    """Say nothing."""


def edit(machine: Machine, text: str = "Nurses measure fevers at home.") -> None:
    machine.write({**TEXTS, "new": text}, before="---\ntitle: T\n---\n")


class TestOneMachine:
    def test_what_is_found_is_what_embedded_chroma_finds(self, one: Machine, tmp_path: Path) -> None:
        (tmp_path / "embedded").mkdir()
        embedded = Site(tmp_path / "embedded", open_chroma)
        embedded.write(TEXTS, before="---\ntitle: T\n---\n")
        one.build()
        embedded.build()
        assert one.sentences() == embedded.sentences()
        for question in QUESTIONS:
            told = [
                [(hit.passage.id, pytest.approx(hit.score, abs=1e-4)) for hit in found.hits]
                for site in (one, embedded)
                for found in [Retriever(site.reader(), FakeEmbedder()).find(question, "en", 3)]
            ]
            assert told[0] == told[1]

    def test_with_nothing_changed_nothing_is_built(self, one: Machine) -> None:
        assert one.build().renewed
        names = one.names()
        assert not one.build().renewed
        assert one.names() == names

    def test_an_edit_embeds_what_is_new_and_a_running_reader_follows(self, one: Machine) -> None:
        one.build()
        reader = one.reader()
        assert look(reader) == "v0001"
        edit(one)
        assert one.build().version == "v0002"
        assert not set(one.embedder.texts) & set(TEXTS.values())
        soon(reader, "v0002")

    def test_a_build_that_fails_leaves_the_version_in_force_and_its_remains_are_swept(self, one: Machine) -> None:
        one.build()
        names = one.names()
        edit(one)
        with pytest.raises(EmbedderError):
            one.build(FakeEmbedder(stops_with=EmbedderError("broken")))
        assert look(one.reader()) == "v0001"
        one.write(TEXTS, before="---\ntitle: T\n---\n")
        one.build()
        assert one.names() == names

    def test_no_more_versions_are_kept_than_asked_for(self, one: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shared, "GRACE", 0)
        for number in range(4):
            edit(one, f"Text number {number}.")
            one.build(keep=2)
        stores = {name.split("-")[1] for name in one.names() if name.endswith(("-files", "-rows-fr", "-rows-en"))}
        assert len(stores) == 2
        assert one.sentences()

    def test_the_version_before_stays_for_its_last_readers(self, one: Machine) -> None:
        one.build(keep=1)
        reader = one.reader()
        with reader.snapshot() as snapshot:
            edit(one)
            one.build(keep=1)
            assert snapshot.entries(list(snapshot.manifest.hashes))

    def test_a_reader_whose_version_is_gone_asks_the_one_in_force(
        self, one: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one.build(keep=1)
        reader = one.reader()
        retriever = Retriever(reader, FakeEmbedder())
        look(reader)
        monkeypatch.setattr(shared, "GRACE", 0)
        edit(one)
        one.build(keep=1)  # the reader's connection has looked at the pointer just now
        assert retriever.find("fevers at home", "en", 1).version == "v0002"

    def test_an_index_that_the_server_lost_is_built_anew(self, one: Machine) -> None:
        one.build()
        for name in one.names():
            one.server.client().delete_collection(name)
        with pytest.raises(IndexMissing, match="There is no index yet at http"):
            look(Index(one.index, one.open_store, "fake", SharedVersions(one.server)))
        assert one.build().renewed
        assert one.sentences()

    def test_rows_that_the_server_lost_are_built_anew(self, one: Machine) -> None:
        one.build()
        one.server.client().delete_collection(next(name for name in one.names() if name.endswith("rows-fr")))
        with pytest.raises(IndexDamaged):
            look(one.reader())
        assert one.build().renewed
        assert one.sentences()

    @pytest.mark.parametrize("failure", ["RateLimitError", "QuotaError", "InternalError"])
    def test_what_passes_by_itself_is_no_damage(
        self, one: Machine, monkeypatch: pytest.MonkeyPatch, failure: str
    ) -> None:
        one.build()
        reader = one.reader()
        look(reader)
        with monkeypatch.context() as patch:
            patch.setattr(
                "chromadb.api.models.Collection.Collection.query", Mock(side_effect=getattr(errors, failure)("busy"))
            )
            with pytest.raises(IndexUnreachable, match="busy"), reader.snapshot() as snapshot:
                next(iter(snapshot.rows.values())).nearest(np.ones(64, dtype=np.float32), 1)
        assert look(reader) == "v0001"

    def test_vectors_stay_where_a_server_has_lost_everything(self, one: Machine) -> None:
        one.build()
        for name in one.names():
            one.server.client().delete_collection(name)
        embedder = FakeEmbedder()
        assert one.build(embedder).renewed
        assert embedder.texts == []

    def test_what_was_in_force_before_stays_though_newer_ones_were_built(
        self, one: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shared, "GRACE", 0)
        for number in range(4):
            edit(one, f"Text number {number}.")
            one.build(keep=3)
        history.roll_back(one.index, "v0002", "fake", one.open_store, shared=one.shared)
        edit(one, "Mended.")
        one.build(keep=3)
        assert versions.versions(one.index) == ["v0002", "v0004", "v0005"]
        assert history.roll_back(one.index, None, "fake", one.open_store, shared=one.shared).version == "v0002"

    def test_chromas_own_variables_change_nothing(self, one: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CHROMA_SERVER_HOST", "elsewhere.example")
        monkeypatch.setenv("CHROMA_SERVER_HTTP_PORT", "1")
        monkeypatch.setenv("CHROMA_OTEL_COLLECTION_ENDPOINT", "http://elsewhere.example")
        one.build()
        assert one.sentences()

    def test_no_other_host_is_asked(self, one: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: set[tuple[str, int]] = set()
        connect = socket.socket.connect

        def noted(self: socket.socket, address: tuple[str, int]) -> None:
            asked.add(address)
            connect(self, address)

        monkeypatch.setattr(socket.socket, "connect", noted)
        one.build()
        assert one.sentences()
        assert asked == {("127.0.0.1", int(one.server.url.rpartition(":")[2]))}

    def test_other_collections_of_the_database_are_left_alone(self, one: Machine) -> None:
        one.server.client().create_collection("theirs", embedding_function=None)
        one.build()
        edit(one)
        one.build(keep=1)
        assert one.server.client().get_collection("theirs", embedding_function=None).count() == 0


class TestSeveralMachines:
    def test_a_machine_with_an_empty_folder_serves(self, one: Machine, two: Machine) -> None:
        one.build()
        assert two.sentences() == one.sentences()
        assert not (two.index / "v0001/vectors.npz").exists()

    def test_a_switch_is_seen_and_so_is_going_back(self, one: Machine, two: Machine) -> None:
        one.build()
        reader = two.reader()
        assert look(reader) == "v0001"
        edit(one)
        one.build()
        soon(reader, "v0002")
        assert one.roll_back() == "v0001"
        soon(reader, "v0001")

    def test_any_machine_may_build_next_and_go_back_to_what_another_built(self, one: Machine, two: Machine) -> None:
        one.build()
        edit(one)
        one.build()
        assert two.roll_back("v0001") == "v0001"
        edit(two, "Teachers read essays.")
        assert two.build().version == "v0003"
        assert two.roll_back("v0002") == "v0002"
        assert "Nurses measure fevers at home." in two.sentences() & one.sentences()

    def test_the_list_is_the_same_on_every_machine(self, one: Machine, two: Machine) -> None:
        assert two.listed() == []
        one.build()
        edit(one)
        one.build()
        there = [(kept.version, kept.passages, kept.in_force, kept.problem) for kept in one.listed()]
        assert [name for name, *_ in there] == ["v0002", "v0001"]
        assert there[0][2:] == (True, "")
        assert [(kept.version, kept.passages, kept.in_force, kept.problem) for kept in two.listed()] == there

    def test_files_that_were_changed_on_the_server_are_not_taken(self, one: Machine, two: Machine) -> None:
        one.build()
        name = next(name for name in one.names() if name.endswith("-files"))
        files = one.server.client().get_collection(name, embedding_function=None)
        files.update(ids=["000000"], documents=["AAAA"], embeddings=[[1.0]])
        with pytest.raises(IndexDamaged, match="not what was sent"):
            look(two.reader())
        assert not (two.index / "v0001").exists()

    def test_readers_of_one_folder_may_fetch_at_once(self, one: Machine, two: Machine) -> None:
        one.build()
        two.index.mkdir()
        faults: list[BaseException] = []

        def pull() -> None:
            try:
                SharedVersions(two.server).pull(two.index)
            except IndexFault as fault:
                faults.append(fault)

        threads = [threading.Thread(target=pull) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert two.entries() == {"v0001", "CURRENT"}
        assert look(two.reader()) == "v0001"

    def test_two_processes_over_one_server_follow_a_switch(
        self, one: Machine, tmp_path: Path, chroma_run: ChromaRun, database: str
    ) -> None:
        one.build()
        command = [sys.executable, "-c", READER, chroma_run.url, database]
        processes = [
            subprocess.Popen([*command, str(tmp_path / name)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for name in ("a", "b")
        ]

        def asked() -> list[str]:
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("fevers at home\n")
                process.stdin.flush()
            return [process.stdout.readline() if process.stdout else "" for process in processes]

        try:
            assert [line.split()[0] for line in asked()] == ["v0001", "v0001"]
            edit(one)
            one.build()
            time.sleep(2 * LOOK)
            assert asked() == ["v0002 Nurses measure fevers at home.\n"] * 2
        finally:
            for process in processes:
                process.communicate(timeout=30)


class TestStarting:
    @pytest.fixture
    def settings(self, one: Machine) -> Settings:
        return load_settings(one.root, chroma_url=one.server.url, chroma_database=one.server.database)

    def test_a_machine_without_a_corpus_serves_what_another_built(
        self, settings: Settings, chroma_run: ChromaRun, tmp_path: Path
    ) -> None:
        said: list[str] = []
        look(ready_index(settings, FakeEmbedder(), said.append, silent))
        assert len(said) == 1
        assert said[0].endswith("Building it.")
        (tmp_path / "bare").mkdir()
        bare = load_settings(
            tmp_path / "bare", chroma_url=settings.chroma_url, chroma_database=settings.chroma_database
        )
        assert look(ready_index(bare, FakeEmbedder(), said.append, silent)) == "v0001"
        assert len(said) == 1
        report = status.look(bare)
        assert (report["corpus"]["problem"], report["index"]["version"]) == (None, "v0001")

    def test_a_machine_with_another_embedding_model_does_not_build_over_the_others_index(
        self, settings: Settings, one: Machine
    ) -> None:
        look(ready_index(settings, FakeEmbedder(), silent_say, silent))
        with pytest.raises(IndexOutdated, match=r"built with the embedding model fake; the settings ask for other\."):
            ready_index(settings, FakeEmbedder("other"), silent_say, silent)


class TestOneBuilder:
    def test_another_machine_is_named_and_its_turn_ends(self, one: Machine, two: Machine) -> None:
        one.index.mkdir()
        with Lease(one.server, one.index).held(0), pytest.raises(IndexLocked, match=r"Another machine \([0-9]+ on .*"):
            two.build()
        assert two.build().version == "v0001"

    def test_a_turn_may_be_waited_for(self, one: Machine, two: Machine) -> None:
        one.index.mkdir()
        two.index.mkdir()
        held, free = threading.Event(), threading.Event()

        def hold() -> None:
            with Lease(one.server, one.index).held(0):
                held.set()
                free.wait(10)

        other = threading.Thread(target=hold)
        other.start()
        held.wait(10)
        threading.Timer(0.5, free.set).start()
        with Lease(two.server, two.index).held(20):
            pass
        other.join()

    def test_the_turn_of_a_dead_builder_ends_by_itself(
        self, one: Machine, two: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one.index.mkdir()
        monkeypatch.setattr(lease, "LASTS", 1.0)
        assert Lease(one.server, one.index)._take() is None
        assert Lease(two.server, one.index)._take() is None  # the same folder, whose lock is held: the other is dead
        with pytest.raises(IndexLocked):
            two.build()
        time.sleep(1.1)
        assert two.build().version == "v0001"

    def test_a_builder_killed_before_its_switch_leaves_nothing_and_its_machine_builds_again_at_once(
        self, one: Machine, two: Machine, chroma_run: ChromaRun, database: str
    ) -> None:
        one.build()
        names = one.names()
        edit(one)
        command = [sys.executable, "-c", BUILDER, chroma_run.url, database, str(one.root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "written\n"
            process.kill()
        assert look(two.reader()) == look(one.reader()) == "v0001"
        assert len(one.names()) > len(names)
        with pytest.raises(IndexLocked):
            two.build()
        assert one.build().version == "v0002"
        assert len(one.names()) == 2 * len(names) - 1  # two versions, and one pointer
        soon(two.reader(), "v0002")

    def test_a_turn_is_renewed_while_it_lasts(
        self, one: Machine, two: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one.index.mkdir()
        two.index.mkdir()
        monkeypatch.setattr(lease, "LASTS", 1.0)
        with Lease(one.server, one.index).held(0) as mine:
            time.sleep(1.5)
            assert Lease(two.server, two.index)._take() is not None
            mine.check()

    def test_a_builder_that_was_overtaken_does_not_switch(self, one: Machine, two: Machine) -> None:
        one.build()
        edit(one)
        two.index.mkdir()

        def overtaken(stage: str, _done: int, _of: int) -> None:
            if stage == "embedding":
                current = Lease(two.server, two.index)._current()
                if current is not None and current.metadata and current.metadata["place"] != "x":
                    current.modify(name=f"assistant-lease-{'0' * 32}")
                    Lease(two.server, two.index)._take()

        with pytest.raises(IndexLocked, match="taken over"):
            one.build(progress=overtaken)
        assert look(two.reader()) == "v0001"


class TestFailures:
    def test_a_server_that_is_not_there_is_named_with_how_to_start_it(self, tmp_path: Path) -> None:
        server = ChromaServer("http://127.0.0.1:9")
        site = Site(tmp_path, open_on(server), shared=SharedVersions(server))
        site.write(TEXTS)
        for ask in (lambda: look(site.reader()), site.build):
            with pytest.raises(IndexUnreachable) as caught:
                ask()
            assert "http://127.0.0.1:9 does not answer" in caught.value.problem
            assert "chroma run --path FOLDER --host 127.0.0.1 --port 9" in caught.value.remedy

    def test_a_reader_recovers_by_itself_once_the_server_is_back(self, tmp_path: Path, own_run: ChromaRun) -> None:
        machine = Machine.on(tmp_path / "site", own_run)
        machine.build()
        reader = machine.reader()
        retriever = Retriever(reader, FakeEmbedder())
        assert retriever.find("farmers", "en", 1).hits
        own_run.kill()
        for _ in range(2):
            with pytest.raises(IndexUnreachable, match=r"does not answer.*Start it: chroma run"):
                retriever.find("doctors", "en", 1)
        edit(machine)
        with pytest.raises(IndexUnreachable):
            machine.build()
        own_run.start()
        time.sleep(LOOK)
        assert retriever.find("doctors", "en", 1).hits
        assert machine.build().version == "v0002"
        soon(reader, "v0002")

    def test_a_server_that_hangs_holds_up_nobody_for_long(
        self, tmp_path: Path, own_run: ChromaRun, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(chroma_server, "TIMEOUT", 1.0)
        machine = Machine.on(tmp_path / "site", own_run)
        machine.build()
        retriever = Retriever(machine.reader(), FakeEmbedder())
        assert retriever.find("farmers", "en", 1).hits
        faults: list[IndexUnreachable] = []

        def ask() -> None:
            with pytest.raises(IndexUnreachable, match="does not answer") as caught:
                retriever.find("farmers", "en", 1)
            faults.append(caught.value)

        own_run.stop()
        time.sleep(LOOK)
        threads = [threading.Thread(target=ask) for _ in range(5)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(faults) == 5
        assert time.monotonic() - started < 3
        own_run.go_on()
        time.sleep(LOOK)
        assert retriever.find("farmers", "en", 1).hits

    def test_a_server_killed_in_the_middle_of_a_build_costs_that_build(
        self, tmp_path: Path, own_run: ChromaRun
    ) -> None:
        machine = Machine.on(tmp_path / "site", own_run)
        machine.build()
        edit(machine)
        with pytest.raises(IndexUnreachable):
            machine.build(progress=lambda stage, _done, _of: own_run.kill() if stage == "embedding" else None)
        own_run.start()
        assert look(machine.reader()) == "v0001"
        assert machine.build().version == "v0002"
        assert machine.sentences()

    @pytest.mark.parametrize(
        ("status", "said"), [(401, "refuses the token"), (403, "refuses the token"), (502, "answers 502")]
    )
    def test_a_refusal_is_named_and_the_token_is_not(self, proxy: Callable[[int], str], status: int, said: str) -> None:
        with pytest.raises(IndexUnreachable, match=said) as caught:
            ChromaServer(proxy(status), "very-secret").client()
        assert "very-secret" not in str(caught.value)

    def test_what_is_no_chroma_server_is_named(self, proxy: Callable[[int], str]) -> None:
        for code in (404, 301, 200):
            with pytest.raises(IndexUnreachable, match=f"answers {code}"):
                ChromaServer(proxy(code)).check()

    def test_a_database_that_is_not_there_is_named(self, chroma_run: ChromaRun) -> None:
        with pytest.raises(IndexUnreachable, match="has no database nowhere"):
            ChromaServer(chroma_run.url, database="nowhere").client()

    def test_a_token_refused_later_is_named_too(self, one: Machine) -> None:
        one.build()
        reader = one.reader()
        look(reader)
        gate = Gate(one.server.url, "right")
        try:
            guarded = ChromaServer(gate.url, "right", database=one.server.database)
            index = Index(one.index, open_on(guarded), "fake", SharedVersions(guarded))
            assert look(index) == "v0001"
            gate.token = "changed"
            time.sleep(LOOK)
            with pytest.raises(IndexUnreachable, match=r"refuses the token \(401\)\. Correct ASSISTANT_CHROMA_TOKEN"):
                look(index)
            gate.token = "right"
            time.sleep(LOOK)
            assert look(index) == "v0001"
        finally:
            gate.close()


class Gate:
    """A proxy before a Chroma server that asks for a token."""

    def __init__(self, url: str, token: str) -> None:
        self.token = token
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.headers.get("Authorization") != f"Bearer {gate.token}":
                    status, reply = 401, b"no"
                else:
                    sent = httpx.request(self.command, url + self.path, content=body, headers=JSON)
                    status, reply = sent.status_code, sent.content
                self.send_response(status)
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  # the base class's names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


JSON = {"Content-Type": "application/json"}


@pytest.fixture
def proxy() -> Iterator[Callable[[int], str]]:
    """Give the address of something that answers everything with one status."""
    servers: list[HTTPServer] = []

    def answering(status: int) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield answering
    for server in servers:
        server.shutdown()
        server.server_close()
