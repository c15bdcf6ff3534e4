"""What words mean, learnt from titles without labels: words that keep the same company lie near each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from classifier.model.features import prepare, sides
from classifier.model.space import Vectors
from classifier.text.normalise import normalise
from classifier.text.tokenizer import Tokenizer

#: Words on either side that count as company; the nearer the more.
WINDOW = 5
#: Rarer words say too little of themselves.
LEAST = 20


def learn_vectors(
    texts: Iterable[str], tokenizer: Tokenizer, *, dimensions: int = 150, most: int = 40_000, least: int = LEAST
) -> Vectors:
    """Vectors of the words in raw texts (title, newline, lead): PPMI of co-occurrence, then SVD (Levy et al. 2015).

    ``rows`` are of length 1; ``idf`` is that of titles and leads.
    """
    rows = [row for text in texts for row in _cut(text, tokenizer)]
    counts = Counter(word for row in rows for word in set(row))
    terms = sorted(word for word, count in counts.most_common(most) if count >= least)
    at = {word: number for number, word in enumerate(terms)}
    found = [[at[word] for word in row if word in at] for row in rows]
    left, weights, _ = randomized_svd(_ppmi(_company(found, len(terms))), dimensions, random_state=0, n_iter=3)
    vectors = left * np.sqrt(weights)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    idf = np.log(len(rows) / (1.0 + np.array([counts[word] for word in terms])))
    return Vectors(terms=terms, idf=idf, rows=vectors)


def _cut(text: str, tokenizer: Tokenizer) -> list[list[str]]:
    title, lead = (prepare(side) for side in sides(normalise(text).text))
    return [[word for word in row if word != " "] for row in tokenizer.cut_many([title, lead]) if row]


def _company(rows: Sequence[Sequence[int]], size: int) -> sparse.csr_matrix:
    """How often words stand within the window of each other, a neighbour counting by its nearness."""
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    flat = np.array([number for row in rows for number in [*row, *[-1] * WINDOW]])
    for distance in range(1, WINDOW + 1):
        one, other = flat[:-distance], flat[distance:]
        both = (one >= 0) & (other >= 0)
        ones = np.full(int(both.sum()), 1.0 / distance, dtype=np.float32)
        total = total + sparse.coo_matrix((ones, (one[both], other[both])), shape=(size, size)).tocsr()
    return total + total.T


def _ppmi(company: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information, context counts smoothed by the power of 0.75."""
    whole = company.sum()
    own = np.asarray(company.sum(axis=1)).ravel()
    context = np.asarray(company.sum(axis=0)).ravel() ** 0.75
    context *= whole / context.sum()
    pairs = company.tocoo()
    value = np.log(pairs.data * whole / (own[pairs.row] * context[pairs.col]))
    above = value > 0
    return sparse.csr_matrix((value[above], (pairs.row[above], pairs.col[above])), shape=company.shape)
