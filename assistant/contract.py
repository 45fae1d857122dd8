"""Records -> the machine-readable output that other programs rely on."""

from typing import Any

from assistant.evidence import told
from assistant.explain import explained
from assistant.filters import narrowed
from assistant.place import place_of
from assistant.records import Answer, Citation, CitedSentence, Found, Hit, Language, Only, Passage, Verified
from assistant.report import Built, report_output
from assistant.verdict import reason_text


def search_output(found: Found, *, explain: bool = False) -> dict[str, Any]:
    """Return what `assistant search --json` prints for one question; `explain` adds where each score comes from."""
    return {
        "question": found.question,
        "language": found.language,
        "passages": [hit_output(hit) | ({"explain": explained(found, hit)} if explain else {}) for hit in found.hits],
        "index_version": found.version,
        "built": found.built,
        **_only(found.only),
    }


def hit_output(hit: Hit) -> dict[str, Any]:
    """Return one ranked passage: whole text and best sentence, both verbatim."""
    return {
        "rank": hit.rank,
        "id": hit.passage.id,
        "score": hit.score,
        "text": hit.passage.text,
        "sentence": hit.sentence,
        "language": hit.passage.language,
        "kind": hit.passage.kind,
        **_place(hit.passage),
    }


def answer_output(answer: Answer) -> dict[str, Any]:
    """Return what `assistant ask --json` prints for one question."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "language": answer.language,
        "status": answer.status,
        "mode": answer.mode,
        "answer": answer.text,
        "sentences": [_sentence(item) for item in answer.sentences],
        "citations": [_citation(item, answer.language) for item in answer.citations],
        "nearest": [hit_output(hit) for hit in answer.nearest],
        "related": {"question": answer.related.text, "contributions": answer.related.contributions}
        if answer.related
        else None,
        "suggestions": list(answer.suggestions),
        "fell_back": answer.fell_back,
        "trouble": answer.trouble or None,
        "index_version": answer.version,
        "built": answer.built,
        **_only(answer.only),
        "timings": {
            "search_ms": answer.timings.search_ms,
            "first_word_ms": answer.timings.first_word_ms,
            "total_ms": answer.timings.total_ms,
        },
    }


def _sentence(sentence: CitedSentence) -> dict[str, Any]:
    told = {"text": sentence.text, "citations": list(sentence.citations)}
    return told | {"translated": True} if sentence.translated else told


def verified_output(verified: Verified) -> dict[str, Any]:
    """Return what `assistant verify --json` prints for one statement; quote and passage are null where nothing is near.

    When the statement is not supported, they are what comes nearest.
    """
    verdict = verified.verdict
    nearest = next(iter(verdict.evidence), None)
    return {
        "statement": verified.statement,
        "language": verified.language,
        "supported": verdict.supported,
        "confidence": verdict.confidence,
        "quote": nearest.quote if nearest else None,
        "passage_id": nearest.passage.id if nearest else None,
        "reason": reason_text(verified, verified.language),
        "judged": verified.judged,
        "kind": verdict.reason,
        "quotes": [{"quote": item.quote, "passage_id": item.passage.id} for item in verdict.evidence],
        "index_version": verified.version,
        "built": verified.built,
    }


def built_output(built: Built) -> dict[str, Any]:
    """Return what `assistant index --json` prints."""
    return {
        "version": built.version,
        "passages": built.passages,
        "sentences": built.sentences,
        "added": built.added,
        "changed": built.changed,
        "removed": built.removed,
        "unchanged": built.unchanged,
        "seconds": built.seconds,
        "moved": built.moved,
        "problems": list(built.problems),
        "report": report_output(built.report) if built.report else None,
    }


def _only(only: Only) -> dict[str, Any]:
    """Return what a search was narrowed to, where it was."""
    facets = {name: list(values) for name, values in narrowed(only).items()}
    return {"only": facets} if facets else {}


def _citation(item: Citation, language: Language) -> dict[str, Any]:
    """Return a citation; `translation` is what its quote says in the answer's language, where a translation exists."""
    passage = item.passage
    return {
        "n": item.n,
        "passage_id": passage.id,
        "quote": item.quote,
        "text": passage.text,
        "language": passage.language,
        "translation": told(passage, item.quote, language) or None,
        **_place(passage),
    }


def _place(passage: Passage) -> dict[str, str]:
    return {
        "section": passage.section,
        "document": passage.document,
        "file": passage.file,
        "place": place_of(passage, "en"),
    }
