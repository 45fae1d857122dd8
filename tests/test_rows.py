"""A row's id tells its passage, whatever the row is: a search need not read the row for that."""

from dataclasses import replace

import pytest

from assistant.chunks import chunks, sentences, translated_chunks, translated_sentences
from assistant.records import Passage, Translation
from assistant.rows import passage_id, rows

TEXT = "Farmers get prices. Farmers get prices. They sell more, and they sell it sooner than they did before."
PASSAGE = Passage("a.b-c_4", TEXT, "en", "text", "", "T", "t.md")
TOLD = Translation("fr", ("Les agriculteurs ont les prix.", "Ils les ont.", "Ils vendent plus, et plus tôt qu'avant."))


@pytest.mark.parametrize("passage", [PASSAGE, replace(PASSAGE, translation=TOLD)], ids=["alone", "translated"])
def test_every_row_of_a_passage_has_an_id_that_tells_it(passage: Passage) -> None:
    spans = sentences(passage)
    parts = [*chunks(passage, spans, len, 40), *translated_chunks(passage, len, 40)]
    made = list(rows(passage, [*spans, *translated_sentences(passage, spans)], parts))
    assert len({row.id for row in made}) == len(made) > 5
    assert {passage_id(row.id) for row in made} == {passage.id}
    assert {row.metadata["passage_id"] for row in made} == {passage.id}
