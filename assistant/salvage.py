"""A file that an edit broke keeps, until it is mended, the passages it had."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.corpus import Corpus
from assistant.manifest import Brief
from assistant.records import Document, Passage, RelatedQuestion
from assistant.segment import sentence_bounds


def concerned(corpus: Corpus, ids: Iterable[str], briefs: Mapping[str, Brief]) -> list[str]:
    """Return the ids of a version's passages that came from files which are broken now; of a brief unknown, all."""
    return [name for name in ids if name not in briefs or _is_broken(corpus, briefs[name].file)]


def salvaged(corpus: Corpus, before: Sequence[Passage], related: Sequence[RelatedQuestion]) -> Corpus:
    """Return the corpus with what its broken files last said, and a sentence that tells of it.

    `before` are the passages of the version in force, `related` its related questions. A passage whose id another
    file has taken since is not kept.
    """
    taken = {passage.id for document in corpus.documents for passage in document.passages}
    known = {one for document in corpus.documents for one in document.related}
    kept: list[Document] = []
    for file in _files(corpus, before):
        passages = tuple(_fitting(one) for one in before if one.file == file and one.id not in taken)
        if not passages:
            continue
        title, language = passages[0].document, passages[0].language
        asked = tuple(dict.fromkeys(one for one in related if one.document == title and one not in known))
        kept.append(Document(title, language, file, passages=passages, related=asked))
    problems = [
        f"{document.file}: its {len(document.passages)} passages stay in use as they last were, until it is mended."
        for document in kept
    ]
    documents = sorted((*corpus.documents, *kept), key=lambda document: document.file)
    return replace(corpus, documents=tuple(documents), problems=(*corpus.problems, *problems))


def _files(corpus: Corpus, before: Sequence[Passage]) -> list[str]:
    """Return the broken files, and those that were in folders that cannot be read."""
    inside = (one.file for one in before if _is_broken(corpus, one.file))
    return list(dict.fromkeys((*corpus.broken, *inside)))


def _is_broken(corpus: Corpus, file: str) -> bool:
    folders = tuple(name for name in corpus.broken if name.endswith("/"))
    return file in corpus.broken or file.startswith(folders)


def _fitting(passage: Passage) -> Passage:
    """Return a passage without its translation where another splitter has since cut its sentences otherwise."""
    translation = passage.translation
    if translation and len(translation.sentences) != len(sentence_bounds(passage.text, passage.language)):
        return replace(passage, translation=None)
    return passage
